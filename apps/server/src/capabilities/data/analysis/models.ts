import type { DataModel } from '@civitas/contract'
import { countModels } from './count-models.ts'
import { miningModels } from './mining-models.ts'

/** A common model with the query over its inputs; the tables are named as the inputs, the columns as theirs. */
export interface CommonModel extends DataModel {
  readonly sql: string
}

const person = { name: 'person', title: '人员证件号码', type: 'text' } as const
const money = { name: 'amount', title: '金额（元）', type: 'number' } as const

const areaColumns = [
  { name: 'division', title: '行政区划代码', type: 'text' as const },
  { name: 'class', title: '地类', type: 'text' as const },
  { name: 'area', title: '面积', type: 'number' as const },
]

/** Questions many departments ask of tables of the same shape. People are compared by the tokens of their numbers. */
export const commonModels: readonly CommonModel[] = [
  {
    id: 'double-payment',
    title: '常态化审计：重复发放',
    purpose: '同一人同月从两项补贴中都领取的，逐笔列出。',
    assumptions: ['两表的证件号码已通过校验', '两项补贴按规定不得同时享受'],
    precision: '按证件号码精确比对；号码有误的不会被发现。',
    validDays: 31,
    inputs: [
      {
        name: 'first',
        title: '补贴甲',
        columns: [person, { name: 'month', title: '发放月份', type: 'text' }, money],
      },
      {
        name: 'second',
        title: '补贴乙',
        columns: [person, { name: 'month', title: '发放月份', type: 'text' }, money],
      },
    ],
    outputs: [
      { name: 'person', title: '人员（关联码）' },
      { name: 'month', title: '月份' },
      { name: 'first_amount', title: '补贴甲金额' },
      { name: 'second_amount', title: '补贴乙金额' },
    ],
    sql: `SELECT f.person, f.month, f.amount AS first_amount, s.amount AS second_amount
      FROM first f JOIN second s ON s.person = f.person AND s.month = f.month ORDER BY f.month, f.person`,
  },
  {
    id: 'paid-after-death',
    title: '常态化审计：死亡后仍发放',
    purpose: '死亡登记日期之后仍有发放的，逐笔列出。',
    assumptions: ['死亡日期以医学证明登记为准', '当月死亡的当月发放不算'],
    precision: '依赖死亡登记的及时性；登记前的发放不会被发现。',
    validDays: 31,
    inputs: [
      {
        name: 'payments',
        title: '发放明细',
        columns: [person, { name: 'month', title: '发放月份', type: 'text' }, money],
      },
      {
        name: 'deaths',
        title: '死亡登记',
        columns: [person, { name: 'death_date', title: '死亡日期', type: 'date' }],
      },
    ],
    outputs: [
      { name: 'person', title: '人员（关联码）' },
      { name: 'death_date', title: '死亡日期' },
      { name: 'month', title: '发放月份' },
      { name: 'amount', title: '金额' },
    ],
    sql: `SELECT p.person, d.death_date, p.month, p.amount FROM payments p JOIN deaths d ON d.person = p.person
      WHERE d.death_date IS NOT NULL AND left(p.month, 7) > strftime(CAST(d.death_date AS DATE), '%Y-%m')
      ORDER BY p.month, p.person`,
  },
  {
    id: 'conflict-share',
    title: '多源校核：同一人两处登记不一致',
    purpose: '按证件号码比对两个来源的同一信息项，给出不一致的人数、比例和取值组合。',
    assumptions: ['两表为同一时点', '空值不参加比对'],
    precision: '按证件号码精确比对。',
    validDays: 7,
    inputs: [
      { name: 'first', title: '来源甲', columns: [person, { name: 'value', title: '信息项', type: 'text' }] },
      {
        name: 'second',
        title: '来源乙',
        columns: [person, { name: 'value', title: '信息项', type: 'text' }],
      },
    ],
    outputs: [
      { name: 'first_value', title: '来源甲取值' },
      { name: 'second_value', title: '来源乙取值' },
      { name: 'people', title: '人数' },
      { name: 'share', title: '占比' },
    ],
    sql: `WITH met AS (SELECT f.value AS a, s.value AS b FROM first f JOIN second s ON s.person = f.person
        WHERE f.value IS NOT NULL AND s.value IS NOT NULL)
      SELECT a AS first_value, b AS second_value, count(*) AS people,
        round(count(*) / (SELECT count(*) FROM met), 6) AS share
      FROM met WHERE a <> b GROUP BY ALL ORDER BY people DESC, a, b`,
  },
  {
    id: 'land-use-change',
    title: '用地变化：两期对照',
    purpose: '按行政区划和地类比较两期面积；同一区划各地类变化之和应为零，不为零说明两期范围不一致。',
    assumptions: ['两期覆盖同一范围', '面积单位一致'],
    precision: '面积按两位小数比较。',
    validDays: 365,
    inputs: [
      { name: 'before', title: '前一期', columns: areaColumns },
      { name: 'after', title: '后一期', columns: areaColumns },
    ],
    outputs: [
      { name: 'division', title: '行政区划' },
      { name: 'class', title: '地类' },
      { name: 'before_area', title: '前一期面积' },
      { name: 'after_area', title: '后一期面积' },
      { name: 'change', title: '变化' },
      { name: 'sum_of_division', title: '本区划变化之和' },
    ],
    sql: `WITH b AS (SELECT division, class, sum(area) AS area FROM before GROUP BY ALL),
        a AS (SELECT division, class, sum(area) AS area FROM after GROUP BY ALL),
        met AS (SELECT coalesce(b.division, a.division) AS division, coalesce(b.class, a.class) AS class,
          coalesce(b.area, 0) AS before_area, coalesce(a.area, 0) AS after_area
          FROM b FULL JOIN a ON a.division = b.division AND a.class = b.class)
      SELECT division, class, before_area, after_area, round(after_area - before_area, 2) AS change,
        round(sum(after_area - before_area) OVER (PARTITION BY division), 2) AS sum_of_division
      FROM met ORDER BY division, class`,
  },
  {
    id: 'current-body',
    title: '机构沿革：按现行机构归集办件',
    purpose: '机构合并、更名或职责划转后，把历史办件归到现行机构名下，原名保留。',
    assumptions: ['沿革逐级填写：原机构、承接机构、日期', '办件日期早于划转日期的归承接机构'],
    precision: '按机构名称精确比对；沿革中的循环至多追溯 20 级。',
    validDays: 365,
    inputs: [
      {
        name: 'items',
        title: '办件',
        columns: [
          { name: 'body', title: '办理机构', type: 'text' },
          { name: 'day', title: '办件日期', type: 'date' },
        ],
      },
      {
        name: 'changes',
        title: '机构沿革',
        columns: [
          { name: 'before', title: '原机构', type: 'text' },
          { name: 'after', title: '承接机构', type: 'text' },
          { name: 'since', title: '日期', type: 'date' },
        ],
      },
    ],
    outputs: [
      { name: 'current_body', title: '现行机构' },
      { name: 'original_body', title: '原办理机构' },
      { name: 'items', title: '办件数' },
      { name: 'first_day', title: '最早' },
      { name: 'last_day', title: '最晚' },
    ],
    sql: `WITH RECURSIVE chain AS (SELECT DISTINCT body AS original, body AS current, 0 AS step FROM items
        UNION ALL SELECT h.original, c.after, h.step + 1 FROM chain h JOIN changes c ON c.before = h.current WHERE h.step < 20),
        newest AS (SELECT original, arg_max(current, step) AS current FROM chain GROUP BY original)
      SELECT n.current AS current_body, i.body AS original_body, count(*) AS items,
        CAST(min(i.day) AS VARCHAR) AS first_day, CAST(max(i.day) AS VARCHAR) AS last_day
      FROM items i JOIN newest n ON n.original = i.body GROUP BY ALL ORDER BY current_body, original_body`,
  },
  {
    id: 'step-durations',
    title: '办件环节时长',
    purpose: '按环节计算办理时长（扣除挂起），各环节之和等于全程时长。',
    assumptions: ['环节首尾相接', '挂起不跨环节', '时长按自然时计算'],
    precision: '精确到分钟。',
    validDays: 31,
    inputs: [
      {
        name: 'steps',
        title: '环节',
        columns: [
          { name: 'item', title: '办件编号', type: 'text' },
          { name: 'step', title: '环节', type: 'text' },
          { name: 'entered', title: '进入时间', type: 'time' },
          { name: 'finished', title: '离开时间', type: 'time' },
        ],
      },
      {
        name: 'pauses',
        title: '挂起',
        columns: [
          { name: 'item', title: '办件编号', type: 'text' },
          { name: 'since', title: '挂起时间', type: 'time' },
          { name: 'until', title: '恢复时间', type: 'time' },
        ],
      },
    ],
    outputs: [
      { name: 'item', title: '办件编号' },
      { name: 'step', title: '环节' },
      { name: 'minutes', title: '环节时长（分钟）' },
      { name: 'paused', title: '其中挂起（分钟）' },
      { name: 'total', title: '全程（分钟，不含挂起）' },
    ],
    sql: `WITH spans AS (SELECT s.item, s.step, s.entered, date_diff('minute', s.entered, s.finished) AS span,
          coalesce((SELECT sum(date_diff('minute', greatest(p.since, s.entered), least(p.until, s.finished))) FROM pauses p
            WHERE p.item = s.item AND p.since < s.finished AND p.until > s.entered), 0) AS paused FROM steps s)
      SELECT item, step, span - paused AS minutes, paused, sum(span - paused) OVER (PARTITION BY item) AS total
      FROM spans ORDER BY item, entered`,
  },
  {
    id: 'age-structure',
    title: '人口年龄结构',
    purpose: '按五岁一组统计人数，少于 10 人的组不显示人数。',
    assumptions: ['年龄按运行当天计算'],
    precision: '少于 10 人的组以空值代替，防止识别个人。',
    validDays: 365,
    inputs: [
      {
        name: 'people',
        title: '人口',
        columns: [{ name: 'birth', title: '出生日期（可为年份）', type: 'text' }],
      },
    ],
    outputs: [
      { name: 'age_group', title: '年龄组' },
      { name: 'people', title: '人数' },
    ],
    sql: `WITH aged AS (SELECT year(current_date) - TRY_CAST(left(CAST(birth AS VARCHAR), 4) AS INTEGER) AS age FROM people)
      SELECT age // 5 * 5 AS from_age, CAST(age // 5 * 5 AS VARCHAR) || '–' || CAST(age // 5 * 5 + 4 AS VARCHAR) AS age_group,
        CASE WHEN count(*) < 10 THEN NULL ELSE count(*) END AS people
      FROM aged WHERE age BETWEEN 0 AND 120 GROUP BY age // 5 ORDER BY from_age`,
  },
  ...countModels,
  ...miningModels,
]
