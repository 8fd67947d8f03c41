"""Every word a plan's report says, in English and Chinese."""

PLAN_WORDS: dict[str, tuple[str, str]] = {
    "plan-met": ("{met} of {n} demands met", "{n} 项要求满足 {met} 项"),
    "plan-cameras-1": ("1 camera", "1 台摄像机"),
    "plan-cameras": ("{n} cameras", "{n} 台摄像机"),
    "plan-open": ("{share} of the open ground seen at {level}", "室外 {share} 达到{level}"),
    "plan-price": ("{price} CNY to install", "安装费 {price} 元"),
    "plan-gap": ("at most {gap} above the least possible", "距最低成本不超过 {gap}"),
    "plan-optimal": ("proven the least possible", "已证明为最低成本"),
    "plan-ticked": ("{met} of {n} points ticked", "核对表 {n} 项通过 {met} 项"),
    "plan-cut": ("cut to the budget from {whole} CNY", "按预算由 {whole} 元削减"),
    "plan-checklist": ("Checklist: {title}", "核对表：{title}"),
    "plan-budget": ("Budget", "预算"),
    "plan-point": ("Point", "项目"),
    "plan-clause": ("Clause", "条款"),
    "plan-found": ("Found", "实测"),
    "plan-title": ("Camera plan", "摄像机规划"),
    "plan-heat": (
        "Pixel density at {height} m above the ground, as recorded",
        "离地 {height} 米处像素密度（录像）",
    ),
    "plan-blind": ("blank: no camera sees it", "空白：无摄像机覆盖"),
    "plan-demands": ("Demands", "要求"),
    "plan-demand": ("Demand", "要求"),
    "plan-asked": ("Asked", "指标"),
    "plan-places": ("Places", "位置数"),
    "plan-share": ("Met on", "达标比例"),
    "plan-wanted": ("Wanted", "目标"),
    "plan-yes": ("met", "满足"),
    "plan-no": ("unmet", "未满足"),
    "plan-none-here": ("no such place here", "本地块无此项"),
    "plan-ladder": ("The open ground by IEC 62676-4:{year}", "室外地面分级（IEC 62676-4:{year}）"),
    "plan-level": ("Level", "等级"),
    "plan-height": ("{height} m", "{height} 米"),
    "plan-fronts": ("Fronts", "外立面"),
    "plan-proof": ("How good the placement is", "布点质量"),
    "plan-proof-text": (
        "{cost} CNY with mounts and cable for all that is demanded, out of {poses} poses for {samples} places. No "
        "placement of these poses costs less than {bound} CNY (Lagrangian bound, certified in integers): the gap is "
        "{gap}. Plain greedy takes {greedy} cameras for {greedy_cost} CNY. Seed {seed}, {steps} regions solved anew.",
        "共 {cost} 元（含支架与线缆），候选位姿 {poses} 个，要求位置 {samples} 处。"
        "在这些候选中任何方案不低于 {bound} 元（拉格朗日下界，整数验证），差距 {gap}。"
        "普通贪心需 {greedy} 台、{greedy_cost} 元。种子 {seed}，重解区域 {steps} 个。",
    ),
    "plan-pictures": ("What cameras would see, by day and by night", "摄像机画面：昼与夜"),
    "plan-stand-in": (
        "Somebody of 1.7 m stands where a camera aims near the ground, within 40 m.",
        "若摄像机对准 40 米内的近地处，则该处立一身高 1.7 米的人。",
    ),
    "plan-cases": ("When something goes wrong", "异常情况"),
    "plan-case": ("Case", "情况"),
    "plan-still": ("Still met", "仍满足"),
    "plan-worst": ("Loses most", "下降最多"),
    "plan-takes": ("What it takes", "配套需求"),
    "plan-formula": ("Formula", "公式"),
    "plan-takes-note": (
        "Prices and rates are assumptions of the class of equipment; bitrates are a fit on rendered scenes.",
        "价格与码率为同类设备的假设值；码率由渲染场景编码拟合得出。",
    ),
    "plan-schedule": ("Schedule of cameras", "摄像机清单"),
    "plan-camera": ("Camera", "摄像机"),
    "plan-model": ("Model", "型号"),
    "plan-place": ("East, north, up [m]", "东、北、高 [米]"),
    "plan-bearing": ("Bearing", "方位角"),
    "plan-tilt": ("Tilt", "俯仰角"),
    "plan-field": ("Field of view", "视场角"),
    "plan-cost": ("Price [CNY]", "价格 [元]"),
    "plan-inputs": ("Inputs", "输入"),
    "plan-blind-title": ("Where nobody looks", "监控盲区"),
    "plan-blind-text": (
        "{count} areas, {size} m² of {open} m² of open ground inside the boundary, are seen at less than {level} "
        "({density} px/m) at {height} m. Those that matter most come first: the mean of an area's share of the people "
        "who walk unseen on a simulated working day, of those who do so after dark in bad light, and of the places "
        "where somebody who climbs in would come down.",
        "边界内室外地面 {open} 平方米中有 {count} 处、共 {size} 平方米"
        "在离地 {height} 米处低于{level}（{density} px/m）。"
        "按重要性排序：模拟工作日中无监控通行的人次、夜间光照不足时的人次、翻墙者落地可能性三项占比的平均值。",
    ),
    "plan-blind-none": (
        "No area of {least} m² or more inside the boundary is seen worse than {level} ({density} px/m) at {height} m.",
        "边界内没有 {least} 平方米以上、离地 {height} 米处低于{level}（{density} px/m）的区域。",
    ),
    "plan-blind-picture": (
        "Areas that no camera sees well enough, the ones that matter most numbered",
        "监控盲区（编号越小越重要）",
    ),
    "plan-blind-where": ("Where", "位置"),
    "plan-blind-size": ("Size [m²]", "面积 [平方米]"),
    "plan-blind-people": ("People a day", "日通行人次"),
    "plan-blind-dark": ("After dark, winter", "冬季入夜后人次"),
    "plan-blind-lux": ("Lamps [lx]", "路灯照度 [勒克斯]"),
    "plan-blind-climb": ("Climbs that end here", "翻墙落点占比"),
    "plan-blind-weight": ("Weight", "权重"),
    "plan-blind-note": (
        "Simulated: {people} people's walks of one day stand for all homes let. A climber weighs cameras and lamps "
        "in sight and the height of the wall (assumed weights); {climb} of climbs would end in a blind area. Lamps: "
        "the mean at chest height with nothing else lit, buildings not shading it.",
        "模拟结果：以 {people} 人一天的行走代表全部住户。翻墙者权衡可见的摄像机、路灯与墙高（权重为假设值），"
        "{climb} 的翻墙落点在盲区。路灯照度为胸高处平均值，未计建筑遮挡。",
    ),
    "plan-blind-others": ("{count} more", "另有 {count} 处"),
    "plan-near": ("{away} m {way} of {name}", "{name}{way}侧 {away} 米"),
    "plan-along": ("along {name}", "沿{name}"),
    "plan-way-e": ("east", "东"),
    "plan-way-ne": ("north-east", "东北"),
    "plan-way-n": ("north", "北"),
    "plan-way-nw": ("north-west", "西北"),
    "plan-way-w": ("west", "西"),
    "plan-way-sw": ("south-west", "西南"),
    "plan-way-s": ("south", "南"),
    "plan-way-se": ("south-east", "东南"),
    "plan-light-title": ("With what light, by hour and season", "分时段与季节的光照"),
    "plan-light-text": (
        "Of the ground inside the boundary that is seen at {level} or better at {height} m, at night {lamps} is seen "
        "by street lamps, {infrared} by cameras' infrared alone, and {dark} is too dark: under {lux} lx, where a "
        "detector misses more than half.",
        "边界内在离地 {height} 米处达到{level}的地面中，夜间 {lamps} 由路灯照明，{infrared} 仅靠摄像机红外，{dark} 过暗"
        "（低于 {lux} 勒克斯，检测漏报过半）。",
    ),
    "plan-light-hours": (
        "{season}: {day} h of daylight, {dusk} h of dusk, {night} h of night",
        "{season}：白天 {day} 小时，晨昏 {dusk} 小时，夜间 {night} 小时",
    ),
    "plan-winter": ("Winter (21 December)", "冬季（12 月 21 日）"),
    "plan-summer": ("Summer (21 June)", "夏季（6 月 21 日）"),
    "plan-light-day": ("daylight", "日光"),
    "plan-light-dusk": ("dusk", "晨昏"),
    "plan-light-lamps": ("street lamps", "路灯"),
    "plan-light-infrared": ("infrared alone", "仅红外"),
    "plan-light-dark": ("too dark", "过暗"),
    "plan-light-clock": ("Light of the seen ground by the hour of a clear day", "晴天各时段可见地面的光照"),
    "plan-light-map": ("The seen ground by night", "夜间可见地面"),
    "plan-light-where": ("Too dark at night, the largest first: {places}.", "夜间过暗区域（由大到小）：{places}。"),
    "plan-unmet-at": ("First places unmet", "未满足位置（前几处）"),
}
