"""Every word a plan's report says, in English and Chinese."""

PLAN_WORDS: dict[str, tuple[str, str]] = {
    "plan-met": ("{met} of {n} demands met", "{n} 项要求满足 {met} 项"),
    "plan-cameras-1": ("1 camera", "1 台摄像机"),
    "plan-cameras": ("{n} cameras", "{n} 台摄像机"),
    "plan-open": ("{share} of the open ground seen at {level}", "室外 {share} 达到{level}"),
    "plan-price": ("{price} CNY to install", "安装费 {price} 元"),
    "plan-gap": ("at most {gap} above the least possible", "距最低成本不超过 {gap}"),
    "plan-optimal": ("proven the least possible", "已证明为最低成本"),
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
        "{cost} CNY with mounts and cable, out of {poses} poses for {samples} places. No placement of these poses "
        "costs less than {bound} CNY (Lagrangian bound, certified in integers): the gap is {gap}. Plain greedy takes "
        "{greedy} cameras for {greedy_cost} CNY. Seed {seed}, {steps} steps of each walk.",
        "共 {cost} 元（含支架与线缆），候选位姿 {poses} 个，要求位置 {samples} 处。"
        "在这些候选中任何方案不低于 {bound} 元（拉格朗日下界，整数验证），差距 {gap}。"
        "普通贪心需 {greedy} 台、{greedy_cost} 元。种子 {seed}，每条搜索 {steps} 步。",
    ),
    "plan-cases": ("When something goes wrong", "异常情况"),
    "plan-case": ("Case", "情况"),
    "plan-still": ("Still met", "仍满足"),
    "plan-worst": ("Loses most", "下降最多"),
    "plan-takes": ("What it takes", "配套需求"),
    "plan-formula": ("Formula", "公式"),
    "plan-takes-note": (
        "Prices and rates are assumptions of the class of equipment; bitrates follow makers' tables, not a fit.",
        "价格与码率为同类设备的假设值；码率取自厂家表格，未经拟合。",
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
    "plan-unmet-at": ("First places unmet", "未满足位置（前几处）"),
}
