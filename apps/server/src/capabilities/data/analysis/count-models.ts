import type { CommonModel } from './models.ts'

const text = (name: string, title: string) => ({ name, title, type: 'text' as const })

/** First two digits of the last division of each section of GB/T 4754-2017. */
const sections = [
  ...[['A', 5, '农、林、牧、渔业'] as const, ['B', 12, '采矿业'] as const, ['C', 43, '制造业'] as const],
  ...[['D', 46, '电力、热力、燃气及水生产和供应业'] as const, ['E', 50, '建筑业'] as const],
  ...[['F', 52, '批发和零售业'] as const, ['G', 60, '交通运输、仓储和邮政业'] as const],
  ...[['H', 62, '住宿和餐饮业'] as const, ['I', 65, '信息传输、软件和信息技术服务业'] as const],
  ...[['J', 69, '金融业'] as const, ['K', 70, '房地产业'] as const, ['L', 72, '租赁和商务服务业'] as const],
  ...[['M', 75, '科学研究和技术服务业'] as const, ['N', 79, '水利、环境和公共设施管理业'] as const],
  ...[['O', 82, '居民服务、修理和其他服务业'] as const, ['P', 83, '教育'] as const],
  ...[['Q', 85, '卫生和社会工作'] as const, ['R', 90, '文化、体育和娱乐业'] as const],
  ...[['S', 96, '公共管理、社会保障和社会组织'] as const, ['T', 97, '国际组织'] as const],
]

const sectionTable = sections
  .map(([letter, last, title], i) => `('${letter}', ${(sections[i - 1]?.[1] ?? 0) + 1}, ${last}, '${title}')`)
  .join(', ')

/** Counts of the base databases: people with small cells hidden, firms by class (PLT-046, PLT-047). */
export const countModels: readonly CommonModel[] = [
  {
    id: 'population-counts',
    title: '人口统计：年龄、性别、区划',
    purpose: '按区划、年龄段和性别统计人数；少于 10 人的格不显示，并防止由合计倒推。',
    assumptions: ['年龄按运行当天的年份计算', '出生日期脱敏后保留年份'],
    precision: '一个区划内只有一格少于 10 人时，另隐去最小的一格；隐去的格以空值表示。',
    validDays: 365,
    inputs: [
      {
        name: 'people',
        title: '人口',
        columns: [
          text('birth', '出生日期（可为年份）'),
          text('sex', '性别'),
          text('division', '行政区划代码'),
        ],
      },
    ],
    outputs: [
      { name: 'division', title: '行政区划' },
      { name: 'age_group', title: '年龄段' },
      { name: 'sex', title: '性别' },
      { name: 'people', title: '人数' },
    ],
    sql: `WITH aged AS (SELECT left(division, 6) AS division, sex,
          year(current_date) - TRY_CAST(left(CAST(birth AS VARCHAR), 4) AS INTEGER) AS age FROM people),
        cells AS (SELECT division, CASE WHEN age < 15 THEN '0–14' WHEN age < 60 THEN '15–59' WHEN age < 80 THEN '60–79'
            ELSE '80及以上' END AS age_group, sex, count(*) AS n FROM aged WHERE age BETWEEN 0 AND 120 GROUP BY ALL),
        marked AS (SELECT *, count(*) FILTER (n < 10) OVER (PARTITION BY division) AS small_cells,
            row_number() OVER (PARTITION BY division, n < 10 ORDER BY n, age_group, sex) AS place FROM cells)
      SELECT division, age_group, sex,
        CASE WHEN n < 10 OR (small_cells = 1 AND place = 1) THEN NULL ELSE n END AS people
      FROM marked ORDER BY division, age_group, sex`,
  },
  {
    id: 'firm-classes',
    title: '法人统计：行业门类与注册资本',
    purpose: '按 GB/T 4754-2017 行业门类和注册资本规模统计在册法人；不含分支机构。',
    assumptions: [
      '行业代码为门类字母或大、中、小类代码',
      '名称以分公司、分店、分行、办事处、营业部结尾的为分支机构，不计入',
      '状态为注销、吊销、迁出的不计入',
    ],
    precision: '行业代码不合标准的归入“未分类”。',
    validDays: 365,
    inputs: [
      {
        name: 'firms',
        title: '法人',
        columns: [
          text('title', '名称'),
          text('industry', '行业代码'),
          { name: 'capital', title: '注册资本（万元）', type: 'number' },
          text('state', '登记状态'),
        ],
      },
    ],
    outputs: [
      { name: 'section', title: '门类' },
      { name: 'section_title', title: '门类名称' },
      { name: 'size', title: '注册资本' },
      { name: 'firms', title: '户数' },
      { name: 'share', title: '占比（%）' },
    ],
    sql: `WITH sections(letter, first, last, title) AS (VALUES ${sectionTable}),
        kept AS (SELECT upper(left(trim(industry), 1)) AS letter,
            TRY_CAST(regexp_extract(industry, '[0-9]{2}') AS INTEGER) AS digits, capital FROM firms
          WHERE NOT regexp_matches(title, '(分公司|分店|分行|办事处|营业部)$')
            AND NOT regexp_matches(coalesce(state, ''), '注销|吊销|迁出')),
        classed AS (SELECT coalesce(l.letter, d.letter) AS letter, coalesce(l.title, d.title, '未分类') AS title, k.capital
          FROM kept k LEFT JOIN sections l ON l.letter = k.letter
          LEFT JOIN sections d ON k.digits BETWEEN d.first AND d.last)
      SELECT coalesce(letter, '—') AS section, title AS section_title,
        CASE WHEN capital IS NULL THEN '未登记' WHEN capital < 100 THEN '不满100万' WHEN capital < 500 THEN '100万–500万'
          WHEN capital < 1000 THEN '500万–1000万' ELSE '1000万及以上' END AS size,
        count(*) AS firms, round(count(*) * 100.0 / sum(count(*)) OVER (), 2) AS share
      FROM classed GROUP BY ALL ORDER BY section, min(capital)`,
  },
]
