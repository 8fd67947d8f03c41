"""Every word a report says, in English and Chinese, and how it writes times and counts.

Longer than most modules: it is one list, and translators want it in one place.
"""

from dataclasses import dataclass

from reports.planwords import PLAN_WORDS

LANGUAGES = ("en", "zh")

WORDS: dict[str, tuple[str, str]] = {
    "found-of": ("{found} of {n} found", "{n} 起事件发现 {found} 起"),
    "nothing-happened": ("nothing was staged", "未安排事件"),
    "false-alarms-0": ("no false alarm in {span}", "{span}内无误报"),
    "false-alarms-1": ("1 false alarm in {span}", "{span}内误报 1 次"),
    "false-alarms": ("{n} false alarms in {span}", "{span}内误报 {n} 次"),
    "to-alert": ("{time} to alert (median)", "报警用时 {time}（中位数）"),
    "on-scene": ("guard on scene in {time}", "保安 {time} 到场"),
    "no-guard": ("no guard was sent", "未派保安"),
    "run-of": ("{scenario} at {site}, deployment {deployment}", "{site}，{scenario}，部署方案 {deployment}"),
    "plan": ("Site plan: what happened where", "平面图：何处发生何事"),
    "north": ("N", "北"),
    "sign-found": ("found", "已发现"),
    "sign-missed": ("missed", "漏报"),
    "sign-false": ("false alarm", "误报"),
    "sign-true": ("again", "重复"),
    "sign-notice": ("notice", "通知"),
    "unnumbered-quiet": ("Harmless and left alone", "无害且未报警"),
    "unnumbered-cut-short": ("Over before it was one, and not counted", "尚未构成事件即已结束，不计入"),
    "cover-detect": ("a person can be detected ({share} of the open ground)", "可发现人员（占室外 {share}）"),
    "cover-recognise": ("… and recognised ({share})", "可辨认人员（{share}）"),
    "cover-none": ("blank: no camera sees it", "空白：无摄像机覆盖"),
    "role-wide": ("overview", "全景"),
    "role-entry": ("gate, door, face, plate", "出入口、人脸、车牌"),
    "role-edge": ("perimeter", "周界"),
    "role-high": ("high-rise", "高空抛物"),
    "legend-walk": ("guard's way", "保安路线"),
    "lanes": ("The run in time", "时间轴"),
    "lane-truth": ("Happened", "实际发生"),
    "lane-events": ("Reported", "检测结果"),
    "lane-alerts": ("Alerted", "报警"),
    "lane-response": ("Guards", "保安"),
    "alerts": ("Alerts", "报警"),
    "alerts-left-out": (
        "{n} more alerts are in alerts.sqlite; the page shows the first {shown}.",
        "另有 {n} 条报警见 alerts.sqlite；本页只列前 {shown} 条。",
    ),
    "notices": (
        "{n} notices that claim no harm (a visit to the bins, a silent device) are in alerts.sqlite.",
        "另有 {n} 条通知（投放垃圾、设备静默等）见 alerts.sqlite。",
    ),
    "clip": ("What {camera} saw, with the boxes its detector drew", "{camera} 画面与检测框"),
    "no-clip": ("Not filmed", "无画面"),
    "clip-left-out": ("Clip not embedded (page size): {name}", "为控制页面大小，未嵌入：{name}"),
    "readings-of": ("Readings of {device}: {quantity}", "{device} 读数：{quantity}"),
    "sensor-said": ("{device} reported {value}", "{device} 上报 {value}"),
    "step-happened": ("It began", "事件开始"),
    "step-seen": ("Evidence complete", "证据齐备"),
    "step-event": ("Detector reported", "检测上报"),
    "step-alert": ("Alert opened", "生成报警"),
    "step-told": ("{who} told by {channel}", "已通知{who}（{channel}）"),
    "step-told-failed": ("{who} not reached by {channel}", "{who}未接通（{channel}）"),
    "step-told-again": ("{who} told by {channel}, attempt {n}", "第 {n} 次通知{who}（{channel}）"),
    "step-acknowledged": ("Acknowledged by {who}", "{who} 已确认"),
    "step-resolved": ("Resolved by {who}", "{who} 已处置"),
    "step-command": ("{device}: {action}", "{device}：{action}"),
    "step-sent": ("{who} sent", "派出 {who}"),
    "step-arrived": ("{who} on scene: {outcome}", "{who} 到场：{outcome}"),
    "in-the-end": ("In the end: {outcome}", "结果：{outcome}"),
    "false-because": ("Nothing wrong happened; taken in by: {kind}", "并无异常；误认对象：{kind}"),
    "false-unknown": ("Nothing wrong happened there", "该处并无异常"),
    "fidelity-pixels": ("pixels", "像素"),
    "fidelity-metadata": ("metadata", "元数据"),
    "fidelity-sensors": ("sensors", "传感器"),
    "fidelity-hybrid": ("hybrid", "混合"),
    "uncalibrated": ("uncalibrated", "未标定"),
    "calibrated": ("calibrated", "已标定"),
    "load": ("How much people were asked", "人员报警负荷"),
    "load-note": (
        "Ten minutes are the measure of EEMUA 191 and ISA-18.2: one alarm is acceptable, two can be managed, five are "
        "too many, ten are a flood. Raw events are what the same people would have been told without correlation.",
        "按 EEMUA 191 与 ISA-18.2，以 10 分钟计：1 条可接受，2 条尚可，5 条过多，10 条以上为报警泛滥。"
        "原始事件指未经归并时同一人员将收到的数量。",
    ),
    "load-episodes": (
        "Alerts per true episode that raised any: {median} at the median, {mean} on average.",
        "每起被发现的真实事件产生报警的中位数为 {median} 条（平均 {mean} 条）。",
    ),
    "load-busiest": (
        "{who}: {alerts} alerts per person in ten minutes, {events} raw events; {band} by EEMUA 191.",
        "{who}：每人每 10 分钟报警 {alerts} 条，原始事件 {events} 条；按 EEMUA 191 {band}。",
    ),
    "load-none": ("No operator was told of anything.", "没有通知任何值守人员。"),
    "col-who": ("Operator", "值守人员"),
    "col-people": ("People", "人数"),
    "col-handled": ("Dealt with", "已处理"),
    "col-missed": ("Missed", "未察觉"),
    "col-waited": ("Waited", "等待"),
    "col-alerts": ("Alerts", "报警"),
    "col-raw": ("Raw events", "原始事件"),
    "col-alerts-span": ("Alerts per 10 min", "每 10 分钟报警"),
    "col-raw-span": ("Raw events per 10 min", "每 10 分钟原始事件"),
    "col-worst": ("Worst 10 min", "最忙 10 分钟"),
    "col-flood": ("Time in flood", "泛滥时间占比"),
    "col-band": ("Load", "负荷"),
    "band-acceptable": ("acceptable", "可接受"),
    "band-manageable": ("manageable", "尚可"),
    "band-demanding": ("demanding", "偏重"),
    "band-excessive": ("excessive", "过重"),
    "life": ("The day", "小区的一天"),
    "life-curve": ("Residents at home, out of doors and away over the day", "全天居民在家、室外与外出人数"),
    "life-home": ("at home", "在家"),
    "life-outdoors": ("out of doors on the site", "小区内室外"),
    "life-away": ("away", "外出"),
    "life-truth": (
        "As it truly was, not as sensors told it. In and out through every gate; charging from the piles' currents.",
        "为真实情况，并非设备所报。进出含全部出入口；充电量由充电桩电流推算。",
    ),
    "comma": (", ", "，"),
    "colon": (": ", "："),
    "full-stop": (".", "。"),
    "life-film": ("The day on the map", "地图上的一天"),
    "life-met": ("One day ran into another's", "相互影响"),
    "met-full-lift": ("a full lift", "电梯满员"),
    "met-taken-bay": ("a taken bay", "车位被占"),
    "met-taken-pile": ("a taken charging pile", "充电桩被占"),
    "met-queue-at-the-barrier": ("a queue at the barrier", "道闸排队"),
    "col-hours": ("Hours", "时段"),
    "col-on-foot": ("On foot in / out", "步行 进 / 出"),
    "col-by-bike": ("E-bikes in / out", "电动车 进 / 出"),
    "col-by-car": ("Cars in / out", "汽车 进 / 出"),
    "col-charged": ("Charged, kWh", "充电量 kWh"),
    "col-incidents": ("Incidents", "事件"),
    "scores": ("Scores", "评分"),
    "col-kind": ("Kind", "类别"),
    "col-n": ("Happened", "发生"),
    "col-found": ("Found", "发现"),
    "col-share": ("Share, 95% interval", "比例（95% 区间）"),
    "col-latency": ("Median time to report", "上报用时中位数"),
    "col-false": ("False", "误报"),
    "col-false-h": ("False per hour, 95% interval", "每小时误报（95% 区间）"),
    "col-seen": ("Seen through", "依据"),
    "fall-overlap": (
        "Thrown things: time-range overlap {share} at the mean (shared time over joint time; nothing for one missed).",
        "高空抛物：时间区间重叠率均值 {share}（共有时间÷合并时间；漏报计为 0）。",
    ),
    "all-kinds": ("All", "合计"),
    "missed": ("Missed, and why", "漏报及原因"),
    "missed-none": ("Nothing was missed.", "无漏报。"),
    "col-time": ("Time", "时间"),
    "col-place": ("Place", "地点"),
    "col-why": ("Why", "原因"),
    "col-view": ("Best view", "最佳视角"),
    "best-view": ("{camera}: {px} px tall, {share} visible", "{camera}：高 {px} 像素，可见 {share}"),
    "why-not-covered": ("No device watches there", "无设备覆盖"),
    "why-not-equipped": ("In view of no camera meant for it", "无相应用途的摄像机"),
    "why-too-small": ("Too small in every picture", "画面中目标过小"),
    "why-reported-late": ("Reported, but too late", "上报过迟"),
    "why-taken-for-other": ("Reported as something else", "误判为其他类别"),
    "why-not-reported": ("In view, not reported", "在视野内但未上报"),
    "false": ("False alarms", "误报"),
    "false-none": ("Nobody was alarmed for nothing.", "无误报。"),
    "col-cause": ("Likely cause", "可能原因"),
    "cause-unknown": ("nothing staged nearby", "附近无已知事件"),
    "rates": (
        "False events per hour of the whole compound, by what they were seen in",
        "全小区每小时误报数（按依据分）",
    ),
    "rates-note": (
        "Pixels exist in windows only; each false event found there is weighted by one over the probability that its "
        "window was filmed, so that filming chosen moments flatters nobody.",
        "像素画面只在部分时段渲染；其中的误报按该时段被选中的概率取倒数加权，避免选择性渲染造成偏差。",
    ),
    "trade": ("What a stricter threshold would cost", "提高阈值的代价"),
    "trade-picture": ("Share found against false events an hour, by threshold", "不同阈值下的发现率与每小时误报数"),
    "trade-across": ("false events per hour", "每小时误报"),
    "trade-up": ("found", "发现率"),
    "trade-note": (
        "The run scored anew at {n} thresholds, from believing only the surest events to believing all (the dot: "
        "{found} of {episodes} found, {false} events false, precision {precision}). No interval: one run. Each false "
        "event counts once here.",
        "以 {n} 个阈值重新评分：从只采信最可靠的事件到采信全部（圆点：发现 {found}/{episodes}，误报事件 {false} 个，"
        "精确率 {precision}）。仅一次运行，无置信区间；此处每个误报计一次。",
    ),
    "col-counted": ("Counted", "计数"),
    "col-estimated": ("Whole run", "折算全程"),
    "no-window": ("not filmed", "未渲染"),
    "no-upper-bound": (
        "{low} at least; too little was filmed at random for an upper bound",
        "至少 {low}；随机拍摄的时间太短，无法给出上限",
    ),
    "inputs": ("Inputs and versions", "输入与版本"),
    "col-file": ("File", "文件"),
    "col-hash": ("SHA-256", "SHA-256"),
    "content-hash": ("Content hash", "内容哈希"),
    "seed": ("seed {seed}", "随机种子 {seed}"),
    "fidelity": ("Fidelity", "仿真精度"),
    "skipped": ("Not staged", "未能安排"),
    "failures": ("Failed in the run", "运行中的故障"),
    "synthetic": (
        "Everything here is simulated: no real person, plate or place appears. Times are the compound's local time.",
        "本页内容均为仿真：不含真实人员、车牌与地点。时间为小区当地时间。",
    ),
    "compare-title": ("{before} and {after} on the same {n} evenings", "{before} 与 {after}：相同 {n} 场对比"),
    "compare-one": ("{before} and {after} on the same evening", "{before} 与 {after}：同一场对比"),
    "compare-found": (
        "Of {n} episodes, “{after}” finds {a} and “{before}” {b}",
        "{n} 起事件中，“{after}”发现 {a} 起，“{before}”发现 {b} 起",
    ),
    "compare-change": ("Change in share found, 95% interval", "发现比例变化（95% 区间）"),
    "compare-kinds": ("By kind of episode", "按类别"),
    "compare-pairs": ("Pair by pair", "逐对比较"),
    "compare-measures": ("What changed", "变化"),
    "compare-measure": ("Measure", "指标"),
    "compare-gain": ("Gain of pairing", "配对增益"),
    "compare-gain-note": (
        "Gain of pairing: so many times as many runs on unshared seeds would be needed to know the change as well. "
        "– : too few pairs, or nothing varies; ∞ : every pair changes alike.",
        "配对增益：若不共用随机种子，要同样确定这一变化，需要这么多倍的运行次数。–：配对太少或毫无变化；∞：每一对的变化都相同。",
    ),
    "compare-mean-change": ("Mean change, 95% interval", "平均变化（95% 区间）"),
    "measure-share": ("share found", "发现比例"),
    "measure-false": ("false alarms per run", "每次运行误报"),
    "measure-alerts": ("alerts per run", "每次运行报警"),
    "measure-to-alert": ("median time to alert [s]", "报警用时中位数 [秒]"),
    "measure-on-scene": ("median time to scene [s]", "到场用时中位数 [秒]"),
    "measure-found": ("incidents found", "发现事件"),
    "measure-interrupted": ("incidents interrupted", "制止事件"),
    "measure-lost": ("incidents nobody ended", "无人制止的事件"),
    "measure-alarms-per-h": ("alarms per hour, busiest recipient", "最忙接收人每小时报警"),
    "measure-patrol-h": ("hours on patrol", "巡逻小时"),
    "measure-duty-h": ("guard hours on duty", "保安在岗小时"),
    "measure-cost-per-day": ("cost per day [CNY, assumed prices]", "每日成本 [元，假定单价]"),
    "measure-sent-in-vain": ("guards sent for nothing", "保安白跑次数"),
    "measure-accused": ("residents met because of a false alarm", "因误报被查问的居民"),
    "compare-forest": ("After over before, counts per run", "后与前之比（每场计数）"),
    "compare-forest-note": (
        "Ratios of paired means with 95% intervals on the log scale, n = {n} pairs, {fidelity}; 1 is no "
        "change. No dot: "
        "nothing was counted on one side.",
        "成对均值之比，95% 区间取对数尺度，n = {n} 对，{fidelity}；1 表示无变化。无点：一侧计数为零。",
    ),
    "compare-wait": ("How long incidents waited for somebody on the scene", "事件等待到场时间"),
    "compare-wait-note": (
        "Share of incidents that nobody has come to yet (Kaplan and Meier); an incident that ends unattended "
        "is censored "
        "there.",
        "尚无人到场的事件比例（Kaplan–Meier）；无人到场而结束的事件按删失处理。",
    ),
    "axis-minutes": ("minutes since it began", "事件开始后分钟"),
    "axis-waiting": ("still waiting", "仍在等待"),
    "compare-published": ("Published, not simulated", "公开报道，非仿真"),
    "compare-published-note": (
        "Ximen reported 130 police calls in the August before its works and 30 in the August after. That is "
        "one compound, "
        "one year, without a control; nothing on this page proves or repeats it.",
        "西门小区报道：改造前 8 月报警 130 起，改造后 8 月 30 起。仅一个小区、一年、无对照；本页不证明也不复现该数字。",
    ),
    "compare-misses": ("What “{after}” missed, and why", "“{after}”的漏报及原因"),
    "compare-shares": ("What each group of devices told of in “{after}”", "“{after}”中各类设备的贡献"),
    "compare-shares-note": (
        "Found: incidents that the group found or told of again. Alone: those that no other group told of, "
        "which would be "
        "lost without it, all else as it is.",
        "发现：该类设备发现或重复上报的事件。独有：其他设备均未上报的事件，去掉该类设备即漏报（其余不变）。",
    ),
    "compare-alone": ("Alone", "独有"),
    "compare-burden": ("What it asks of residents", "居民的负担"),
    "compare-rates": ("Base rates from the incident log", "由报警记录标定的基准频率"),
    "rates-per-day": ("A day, 95% interval", "每日（95% 区间）"),
    "rates-foretold": ("Foretold for the month held out", "对留出月份的预测"),
    "rates-held-out": ("Counted", "实际"),
    "rates-learnt": (
        "Learnt from {n} months (negative binomial, dispersion by moments); the last month was held out, and a bold "
        "count lies outside what was foretold.",
        "由 {n} 个月学习（负二项，矩估计离散度）；最后一个月留出检验，粗体表示落在预测区间之外。",
    ),
    "compare-limits": ("Assumptions and limits", "假设与局限"),
    "compare-n": ("over {n} paired runs, {fidelity}, {calibration}", "{n} 对运行，{fidelity}，{calibration}"),
    "assume-1": (
        "Incidents come at random at the rates that the scenario states, the same in both deployments: "
        "nobody is deterred.",
        "事件按场景设定的频率随机发生，各方案相同：未计入威慑作用。",
    ),
    "assume-2": (
        "How cameras detect at metadata fidelity is a response model; where it is uncalibrated, shares found are "
        "assumptions carried forward, and only differences between deployments on the same evenings are worth quoting.",
        "元数据精度下摄像机检测采用响应模型；未标定时发现比例仅为假设的推演，只有相同场次的方案差值可以引用。",
    ),
    "assume-3": (
        "Guards go when sent and walk the site's paths; refusals, illness and other duties are not simulated.",
        "保安接令即出发，沿小区道路行走；未模拟拒派、生病与其他勤务。",
    ),
    "assume-4": (
        "Interrupted means that somebody arrived, or a device acted, before the incident ended by itself.",
        "“制止”指事件自行结束前有人到场或设备动作。",
    ),
    "assume-5": (
        "Prices are this project's assumptions: a camera 2,000 CNY and a sensor 300 CNY over five years, a "
        "guard hour 25 CNY.",
        "单价为本项目假定：摄像机 2000 元、传感器 300 元，按五年摊销；保安每小时 25 元。",
    ),
    "assume-6": (
        "Intervals cover chance between evenings of this scenario; they do not cover wrong assumptions, "
        "other seasons or "
        "other compounds.",
        "区间只反映同一场景不同场次间的随机性，不含假设错误、其他季节与其他小区的差异。",
    ),
    "assume-7": (
        "A simulation reports what would be noticed and how fast people would come. It does not prove a fall in crime.",
        "仿真说明能否发现与响应快慢，不证明案件下降。",
    ),
    "compare-ratio": ("Rate ratio of found episodes, 95% interval", "发现率之比（95% 区间）"),
    "compare-mcnemar": ("exact McNemar on the same episodes, p = {p}", "McNemar 精确检验 p = {p}"),
    "compare-caution": (
        "The same people, the same incidents, the same chance in both: only the deployment differs. A simulation "
        "shows what would be noticed and how fast people arrive; it does not prove a fall in crime.",
        "两组使用相同人员、相同事件与相同随机数，仅部署方案不同。仿真说明能否发现及响应快慢，不证明案件下降。",
    ),
    "regress-worse": ("Worse", "退步"),
    "regress-unmet": ("Expectation not met", "未达预期"),
    "regress-method": (
        "Both saw the same frames. Exact McNemar on paired episodes; “worse” is one-sided and held to 5% over all "
        "kinds and false alarms by Holm's method; conditions are shown, not tested. Intervals resample whole runs.",
        "双方观看相同画面。成对事件用 McNemar 精确检验；“退步”为单侧检验，所有类别与误报按 Holm 法合并控制在 5%；"
        "条件分组只列示不检验。区间按整场重抽样。",
    ),
    "regress-group": ("Episodes", "事件"),
    "regress-all": ("all", "合计"),
    "regress-kind": ("kind", "类别"),
    "regress-light": ("light", "光照"),
    "regress-weather": ("weather", "天气"),
    "regress-size": ("size", "大小"),
    "regress-distance": ("distance", "距离"),
    "regress-occlusion": ("occlusion", "遮挡"),
    "regress-lost": ("Lost", "丢失"),
    "regress-won": ("Won", "新增"),
    "regress-holm": ("Worse, Holm p", "退步 p（Holm）"),
    "regress-per-run": ("Per run", "每场"),
    "regress-recall": ("share found", "发现比例"),
    "regress-false-per-h": ("false alarms per hour", "每小时误报"),
    "regress-flipped": ("Episodes that flipped", "结果翻转的事件"),
    "regress-none": ("None: both found the same.", "无：双方结果一致。"),
    "download": ("Data behind this page (JSON)", "本页数据（JSON）"),
    "groups": ("How well people were seen, by age, build and clothes", "各年龄、体型、衣着人员的发现率"),
    "groups-note": (
        "Looks that were drawn, of people at least 40 px tall and half in view; found: a detection overlaps them by "
        "half. 95% intervals for looks that cluster by person (Cochran 1977).",
        "仅计实际绘制、高度不低于 40 像素且可见过半的画面；检测框重叠过半为发现。95% 区间按人聚类（Cochran 1977）。",
    ),
    "groups-none": (
        "Nothing was drawn in this run: its response model knows how tall somebody is in the picture and nothing "
        "else, so such a difference cannot show. Run it at hybrid or pixel fidelity to see.",
        "本次运行未绘制画面：响应模型只依据画面中的高度，无法显示差异。请以混合或像素保真度运行。",
    ),
    "by-age": ("age", "年龄"),
    "by-build": ("build", "体型"),
    "by-clothes": ("clothes", "衣着"),
    "group-infant": ("infant", "幼儿"),
    "group-child": ("child", "儿童"),
    "group-teen": ("teenager", "少年"),
    "group-adult": ("adult", "成年"),
    "group-old": ("old", "老年"),
    "group-small": ("not grown up", "未成年"),
    "group-slim": ("slim", "偏瘦"),
    "group-medium": ("medium", "中等"),
    "group-stout": ("stout", "偏胖"),
    "group-strong": ("strong", "健壮"),
    "group-tall": ("tall", "高个"),
    "group-uniform": ("uniform", "制服"),
    "group-dark": ("dark", "深色"),
    "group-bright": ("bright", "浅色"),
    "col-group": ("Who", "人群"),
    "col-looked-at": ("People", "人数"),
    "col-looks": ("Looks", "画面数"),
}

KINDS: dict[str, tuple[str, str]] = {
    "wall-climb": ("climbing the wall", "翻越围墙"),
    "thrown-object": ("thrown from a window", "高空抛物"),
    "tailgating": ("tailgating", "尾随进门"),
    "prowling": ("prowling", "徘徊踩点"),
    "forced-door": ("forced door", "破门"),
    "unknown-badge": ("unknown badge", "未登记门禁卡"),
    "stray-parking": ("parked in the fire lane", "占用消防通道"),
    "stranger-car": ("stranger's car", "陌生车辆"),
    "kitchen-fire": ("kitchen fire", "厨房起火"),
    "gas-leak": ("gas leak", "燃气泄漏"),
    "pile-fault": ("charging fault", "充电桩故障"),
    "panic": ("panic button", "一键报警"),
    "cat-on-wall": ("cat on the wall", "猫走围墙"),
    "falling-leaves": ("falling leaves", "落叶"),
    "family-on-one-badge": ("family on one badge", "家人共用一卡"),
    "waiting-friend": ("waiting friend", "等人"),
    "unloading-van": ("unloading van", "卸货车辆"),
    "cooking-smoke": ("cooking smoke", "炒菜油烟"),
    "wall-cut": ("cutting through", "破网翻入"),
    "lost-child": ("lost child", "儿童走失"),
    "evaded-fee": ("fee evaded", "逃缴停车费"),
    "bay-taken": ("stranger in a resident's bay", "占用业主车位"),
    "parcel-theft": ("parcel theft", "盗窃快递"),
    "ebike-theft": ("e-bike theft", "盗窃电动自行车"),
    "laundry-theft": ("laundry theft", "盗窃晾晒衣物"),
    "vegetable-theft": ("vegetable theft", "偷摘蔬菜"),
    "room-fire": ("room fire", "房间起火"),
    "bin-fire": ("bin fire", "垃圾桶起火"),
    "balcony-fire": ("balcony fire", "阳台起火"),
    "meter-box-fire": ("meter box fire", "电表箱起火"),
    "arc-fault": ("arcing", "线路打火"),
    "residual-fault": ("residual current", "线路漏电"),
    "hung-wire": ("wire hung from a window", "飞线充电"),
    "tank-leak": ("leaking tank", "水箱漏水"),
    "hydrant-shut": ("hydrant shut off", "消火栓阀门被关"),
    "hydrant-leak": ("running hydrant", "消火栓漏水"),
    "person-in-care-down": ("person in care down", "关爱对象跌倒"),
    "fall": ("fall", "摔倒"),
    "camera-fault": ("camera fault", "摄像机故障"),
    "foliage": ("foliage", "树枝晃动"),
    "bird": ("bird", "飞鸟"),
    "laundry": ("falling laundry", "晾晒衣物飘落"),
    "plastic-film": ("drifting film", "塑料膜飘动"),
    "held-door": ("held door", "邻居扶门"),
    "trolley": ("trolley", "手推车"),
    "smoker": ("smoker", "吸烟者"),
    "steam": ("steam", "水蒸气"),
    "dust": ("dust", "扬尘"),
    "spray": ("spray", "喷雾"),
    "kettle": ("kettle", "电水壶"),
    "lift-motor": ("lift motor", "电梯启动"),
    "normal-draw": ("normal draw", "正常用水"),
    "pushchair-in-lift": ("pushchair in the lift", "婴儿车乘梯"),
    "wheelchair-in-lift": ("wheelchair in the lift", "轮椅乘梯"),
    "bicycle-in-lift": ("bicycle in the lift", "自行车乘梯"),
    "trolley-in-lift": ("trolley in the lift", "手推车乘梯"),
    "children-at-panic": ("children at the panic post", "儿童误按报警"),
    "resting": ("resting on the ground", "蹲坐歇息"),
    "test-press": ("test press", "测试按压"),
    "sleeping-late": ("sleeping late", "晚起"),
    "travelling": ("travelling", "外出"),
    "sunset-window": ("sunset in a window", "夕阳反光"),
    "headlights": ("headlights", "车灯"),
    "fog": ("fog", "雾"),
    "perimeter": ("perimeter", "周界入侵"),
    "falling-object": ("falling object", "高空抛物"),
    "loitering": ("loitering", "徘徊"),
    "fire-lane": ("fire lane blocked", "消防通道占用"),
    "stranger-vehicle": ("stranger's vehicle", "陌生车辆"),
    "smoke": ("smoke", "烟雾"),
    "gas": ("gas", "燃气"),
    "charging-fault": ("charging fault", "充电故障"),
    "lent-card": ("lent card", "转借门禁卡"),
    "lost-card": ("lost card", "挂失门禁卡"),
    "passback": ("badge used twice", "重复刷进"),
    "barrier-tailing": ("tailing through the barrier", "尾随过闸"),
    "overstay": ("overstay", "停放超时"),
    "stranger-overstay": ("stranger in a resident's bay", "占用业主车位"),
    "overload": ("overload", "线路过载"),
    "arc": ("arcing", "线路打火"),
    "residual-current": ("residual current", "线路漏电"),
    "outside-charging": ("wire hung out to charge", "飞线充电"),
    "ebike-in-lift": ("e-bike in the lift", "电动自行车进电梯"),
    "low-level": ("low tank", "水箱水位过低"),
    "water-leak": ("water leak", "漏水"),
    "low-pressure": ("low hydrant pressure", "消火栓水压不足"),
    "fire-on-video": ("fire on video", "视频火情"),
    "no-activity": ("no activity", "长时间无活动"),
    "burglary": ("burglary", "入室盗窃"),
    "theft": ("theft", "盗窃"),
    "post-call": ("call from a panic post", "报警柱来电"),
    "person-down": ("person down", "人员倒地"),
    "waste-visit": ("waste point visit", "垃圾投放"),
    "device-fault": ("device fault", "设备故障"),
}

NAMES: dict[str, tuple[str, str]] = {
    "guard": ("guard", "保安"),
    "householder": ("householder", "住户"),
    "landlord": ("landlord", "房东"),
    "tenant": ("tenant", "租户"),
    "property-office": ("property office", "物业"),
    "grid-worker": ("grid worker", "网格员"),
    "police-desk": ("police desk", "派出所"),
    "fire-desk": ("fire desk", "消防"),
    "command-centre": ("command centre", "指挥中心"),
    "owner": ("owner", "业主"),
    "phone": ("phone", "电话"),
    "sms": ("text message", "短信"),
    "app": ("app", "应用"),
    "loudspeaker": ("loudspeaker", "广播"),
    "console": ("console", "控制台"),
    "jsonl": ("log", "日志"),
    "cut-power": ("power cut", "断电"),
    "shut-valve": ("valve shut", "关阀"),
    "voice-warning": ("voice warning", "语音警告"),
    "open-barrier": ("barrier opened", "开闸"),
    "hold-lift": ("lift held", "电梯停梯"),
    "restore-power": ("power restored", "恢复供电"),
    "open-valve": ("valve opened", "开阀"),
    "release-lift": ("lift released", "电梯恢复"),
    "close-barrier": ("barrier closed", "落闸"),
    "community-desk": ("community desk", "社区"),
    "police": ("police", "民警"),
    "fire-brigade": ("fire brigade", "消防队"),
    "electrician": ("electrician", "电工"),
    "maintenance": ("maintenance", "维保"),
    "interrupted": ("interrupted", "已制止"),
    "attended": ("attended", "已处理"),
    "nothing found": ("nothing found", "未发现异常"),
    "obscuration": ("obscuration", "减光率"),
    "temperature": ("temperature", "温度"),
    "current": ("current", "电流"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    lang: str

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise ValueError(f"language {self.lang!r} is not one of {', '.join(LANGUAGES)}")

    def say(self, key: str, **parts: object) -> str:
        """The words for ``key`` with their gaps filled."""
        return self._pick(WORDS[key] if key in WORDS else PLAN_WORDS[key]).format(**parts)

    def kind(self, kind: str) -> str:
        """Name of a kind of episode or event; a kind without a name keeps its own."""
        return self._pick(KINDS[kind]) if kind in KINDS else kind

    def name(self, name: str) -> str:
        """Name of a recipient, channel, action or outcome; a name of the site's own stays as it is."""
        return self._pick(NAMES[name]) if name in NAMES else name

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[LANGUAGES.index(self.lang)]

    def duration(self, seconds: float) -> str:
        """A duration as people say it: "0.4 s", "126 s", "12 min", "4 h"."""
        second, minute, hour = (" s", " min", " h") if self.lang == "en" else (" 秒", " 分", " 小时")
        if seconds < 9.95:
            return f"{seconds:.1f}".removesuffix(".0") + second
        if seconds < 179.5:
            return f"{seconds:.0f}{second}"
        if seconds < 5400.0:
            return f"{seconds / 60.0:.1f}".removesuffix(".0") + minute
        return f"{seconds / 3600.0:.1f}".removesuffix(".0") + hour


def percent(share: float | None) -> str:
    """A share as a whole percentage, a dash for none."""
    return "–" if share is None else f"{100.0 * share:.0f}%"
