import type { CommonModel } from './models.ts'

const amount = { name: 'value', title: '数值', type: 'number' as const }

/** Operators of mining as models: association, anomaly, forecast, cluster. */
export const miningModels: readonly CommonModel[] = [
  {
    id: 'association',
    title: '关联分析：常一同出现的事项',
    purpose: '同一对象名下常一同出现的两项，给出支持度、置信度和提升度。',
    assumptions: ['每行是一个对象的一项', '同一对象的同一项只算一次'],
    precision: '只列出至少 5 个对象共有、提升度大于 1 的组合。',
    validDays: 31,
    inputs: [
      {
        name: 'items',
        title: '对象与事项',
        columns: [
          { name: 'owner', title: '对象', type: 'text' },
          { name: 'item', title: '事项', type: 'text' },
        ],
      },
    ],
    outputs: [
      { name: 'first_item', title: '有此项' },
      { name: 'then_item', title: '常有此项' },
      { name: 'together', title: '对象数' },
      { name: 'support', title: '支持度' },
      { name: 'confidence', title: '置信度' },
      { name: 'lift', title: '提升度' },
    ],
    sql: `WITH one AS (SELECT DISTINCT owner, item FROM items WHERE owner IS NOT NULL AND item IS NOT NULL),
        total AS (SELECT count(DISTINCT owner) AS n FROM one),
        alone AS (SELECT item, count(*) AS n FROM one GROUP BY item),
        pairs AS (SELECT a.item AS first_item, b.item AS then_item, count(*) AS together
          FROM one a JOIN one b ON b.owner = a.owner AND b.item <> a.item GROUP BY ALL HAVING count(*) >= 5)
      SELECT first_item, then_item, together, round(together / t.n, 4) AS support, round(together / f.n, 4) AS confidence,
        round((together / f.n) / (s.n / t.n), 4) AS lift
      FROM pairs p JOIN alone f ON f.item = first_item JOIN alone s ON s.item = then_item CROSS JOIN total t
      WHERE (together / f.n) / (s.n / t.n) > 1 ORDER BY lift DESC, together DESC, first_item, then_item`,
  },
  {
    id: 'anomaly',
    title: '异常发现：明显偏离同类的记录',
    purpose: '按组比较数值，列出超出四分位距 1.5 倍以外的记录。',
    assumptions: ['同组记录可比', '每组不少于 8 条才判断'],
    precision: '箱线图规则（1.5 倍四分位距）；偏离不等于错误，须核实。',
    validDays: 31,
    inputs: [
      {
        name: 'records',
        title: '记录',
        columns: [
          { name: 'record', title: '记录编号', type: 'text' },
          { name: 'kind', title: '分组', type: 'text' },
          amount,
        ],
      },
    ],
    outputs: [
      { name: 'record', title: '记录编号' },
      { name: 'kind', title: '分组' },
      { name: 'value', title: '数值' },
      { name: 'low', title: '下限' },
      { name: 'high', title: '上限' },
    ],
    sql: `WITH box AS (SELECT kind, quantile_cont(value, 0.25) AS q1, quantile_cont(value, 0.75) AS q3 FROM records
        WHERE value IS NOT NULL GROUP BY kind HAVING count(*) >= 8)
      SELECT r.record, r.kind, r.value, round(q1 - 1.5 * (q3 - q1), 4) AS low, round(q3 + 1.5 * (q3 - q1), 4) AS high
      FROM records r JOIN box b ON b.kind IS NOT DISTINCT FROM r.kind
      WHERE r.value < q1 - 1.5 * (q3 - q1) OR r.value > q3 + 1.5 * (q3 - q1)
      ORDER BY abs(r.value - (q1 + q3) / 2) DESC, r.record`,
  },
  {
    id: 'trend-forecast',
    title: '趋势预测：按月外推三期',
    purpose: '按组对月度数值作线性回归，给出拟合优度和以后三个月的预测。',
    assumptions: ['每组不少于 6 个月', '没有考虑季节'],
    precision: '同时给出决定系数 R²；低于 0.5 的不宜采用。',
    validDays: 31,
    inputs: [
      {
        name: 'months',
        title: '月度数值',
        columns: [
          { name: 'kind', title: '分组', type: 'text' },
          { name: 'month', title: '月份（2025-05）', type: 'text' },
          amount,
        ],
      },
    ],
    outputs: [
      { name: 'kind', title: '分组' },
      { name: 'month', title: '月份' },
      { name: 'forecast', title: '预测值' },
      { name: 'r2', title: 'R²' },
    ],
    sql: `WITH dated AS (SELECT kind, CAST(left(month, 4) AS INTEGER) * 12 + CAST(substr(month, 6, 2) AS INTEGER) - 1 AS m, value
        FROM months WHERE regexp_matches(month, '^\\d{4}-\\d{2}') AND value IS NOT NULL),
        fit AS (SELECT kind, regr_slope(value, m) AS slope, regr_intercept(value, m) AS base, regr_r2(value, m) AS r2, max(m) AS last
          FROM dated GROUP BY kind HAVING count(DISTINCT m) >= 6)
      SELECT kind, CAST((last + n) // 12 AS VARCHAR) || '-' || lpad(CAST((last + n) % 12 + 1 AS VARCHAR), 2, '0') AS month,
        round(base + slope * (last + n), 4) AS forecast, round(r2, 4) AS r2
      FROM fit CROSS JOIN range(1, 4) AS step(n) ORDER BY kind, n`,
  },
  {
    id: 'place-clusters',
    title: '聚类：密集发生的地点',
    purpose: '把相邻约 200 米的发生地点并为一处，列出发生较多的地点及其中心。',
    assumptions: ['经纬度为同一坐标系', '网格约 200 米，相邻网格不合并'],
    precision: '少于 5 起的不列出。',
    validDays: 31,
    inputs: [
      {
        name: 'places',
        title: '发生地点',
        columns: [
          { name: 'lon', title: '经度', type: 'number' },
          { name: 'lat', title: '纬度', type: 'number' },
        ],
      },
    ],
    outputs: [
      { name: 'lon', title: '中心经度' },
      { name: 'lat', title: '中心纬度' },
      { name: 'times', title: '发生数' },
      { name: 'share', title: '占比' },
    ],
    sql: `WITH cells AS (SELECT floor(lon / 0.002) AS x, floor(lat / 0.002) AS y, avg(lon) AS lon, avg(lat) AS lat, count(*) AS times
        FROM places WHERE lon IS NOT NULL AND lat IS NOT NULL GROUP BY 1, 2)
      SELECT round(lon, 6) AS lon, round(lat, 6) AS lat, times, round(times / sum(times) OVER (), 4) AS share
      FROM cells QUALIFY times >= 5 ORDER BY times DESC, lon, lat`,
  },
]
