import {
  attributes,
  choiceField,
  dateField,
  type EntityType,
  type PlanCheck,
  type ProjectStage,
  type ProjectType,
  type ServiceBundle,
  text,
  textField,
} from '@civitas/domain-kit'

const land = '市自然资源和规划局'
const housing = '市住房和城乡建设局'

const layers = [
  ['farmland', '永久基本农田', 'Permanent farmland', land, 'forbid'],
  ['ecology', '生态保护红线', 'Ecological red line', land, 'forbid'],
  ['water-source', '饮用水水源保护区', 'Drinking-water protection area', '市生态环境局', 'forbid'],
  ['heritage', '文物保护单位建设控制地带', 'Heritage control zone', '市文化广电和旅游局', 'notice'],
  ['outside-town', '城镇开发边界以外', 'Outside the urban boundary', land, 'notice'],
] as const

/** “多规合一”一张图 and 区域评估: areas a proposal is laid over. */
export const projectRegisters: readonly EntityType[] = [
  {
    id: 'control-area',
    title: text('规划控制区', 'Planning control area'),
    description: text('策划生成时与项目红线叠加检查的规划控制线。', 'Areas a proposal is checked against.'),
    schema: attributes({
      layer: choiceField(
        text('图层', 'Layer'),
        layers.map(([id, zh, en]) => [id, zh, en] as const),
        { required: true },
      ),
      basis: textField(text('划定依据', 'Basis'), { maxLength: 200 }),
    }),
    reference: { description: text('控制区编号', 'Number of the area') },
    ...{ geometry: 'Polygon', classification: 2, searchFields: ['layer'], listColumns: ['layer', 'basis'] },
    ...{ icon: 'map', color: '#c8873b' },
  },
  {
    id: 'assessed-area',
    title: text('区域评估范围', 'Area assessed as a whole'),
    description: text(
      '评估成果由区内项目共享，不再单独办理。',
      'Its projects need no assessment of their own.',
    ),
    schema: attributes({
      kind: choiceField(
        text('评估事项', 'What was assessed'),
        [
          ['mineral', '压覆矿产', 'Minerals'],
          ['geology', '地质灾害', 'Geological hazard'],
          ['water-soil', '水土保持', 'Soil and water'],
          ['environment', '环境影响', 'Environment'],
        ],
        { required: true },
      ),
      valid_to: dateField(text('有效期至', 'Valid until')),
    }),
    reference: { description: text('评估编号', 'Number of the assessment') },
    ...{ geometry: 'Polygon', classification: 2, searchFields: ['kind'], listColumns: ['kind', 'valid_to'] },
    ...{ icon: 'map', color: '#5b8f6b' },
  },
]

const checks: readonly PlanCheck[] = layers.map(([value, layer, , organisation, effect]) => ({
  ...{ entityType: 'public-services.control-area', where: { attribute: 'layer', value } },
  ...{ layer, organisation, effect },
}))
const assessments = { entityType: 'public-services.assessed-area', kind: 'kind' }

function stageBundle(
  id: string,
  title: string,
  members: ServiceBundle['members'],
  before: ServiceBundle['before'],
): ServiceBundle {
  return {
    ...{ id, title, applicants: ['organisation'], scenes: [], words: [], questions: [], within: 'project' },
    ...{ members, before, scope: '本市新建、改建、扩建房屋建筑和市政基础设施工程。' },
    flow: '牵头部门统一受理，一张表单、一套材料，各事项并联审批、限时办结。',
  }
}

const isGranted = 'projectType = "with-plan"'
/** Each stage as one form, one list of materials and parallel items. */
export const stageBundles: readonly ServiceBundle[] = [
  stageBundle(
    'stage-land',
    '立项用地规划许可阶段',
    [{ item: 'site-choice', when: `not(${isGranted})` }, { item: 'land-plan' }],
    { days: 60, materials: 14, visits: 4 },
  ),
  stageBundle(
    'stage-works',
    '工程建设许可阶段',
    [
      { item: 'works-plan' },
      { item: 'impact-report', when: 'not(list contains(assessed, "environment")) and area > 5000' },
      { item: 'water-soil', when: 'not(list contains(assessed, "water-soil")) and area > 5000' },
    ],
    { days: 75, materials: 16, visits: 5 },
  ),
  stageBundle(
    'stage-build',
    '施工许可阶段',
    [{ item: 'fire-design', when: 'area > 5000' }, { item: 'construction' }],
    { days: 40, materials: 18, visits: 5 },
  ),
  stageBundle(
    'stage-final',
    '竣工验收阶段',
    [
      { item: 'plan-check' },
      { item: 'fire-final', when: 'area > 5000' },
      { item: 'final-filing', after: ['plan-check'] },
    ],
    { days: 45, materials: 15, visits: 6 },
  ),
]

type Days = readonly [land: number, works: number, build: number, final: number]

function stagesOf([first, second, third, fourth]: Days): readonly ProjectStage[] {
  return [
    {
      ...{ id: 'land', title: text('立项用地规划许可', 'Land and planning'), lead: land, limitDays: first },
      ...{ bundle: 'stage-land', mandatory: ['land-plan'] },
    },
    {
      ...{ id: 'works', title: text('工程建设许可', 'Works permit'), lead: land, limitDays: second },
      ...{ bundle: 'stage-works', mandatory: ['works-plan'], promisable: ['works-plan'] },
    },
    {
      ...{ id: 'build', title: text('施工许可', 'Building permit'), lead: housing, limitDays: third },
      ...{ bundle: 'stage-build', mandatory: ['construction'] },
    },
    {
      ...{ id: 'final', title: text('竣工验收', 'Completion'), lead: housing, limitDays: fourth },
      ...{ bundle: 'stage-final', mandatory: ['final-filing'] },
    },
  ]
}

function projectType(
  id: string,
  title: readonly [zh: string, en: string],
  scope: string,
  limitDays: number,
  days: Days,
): ProjectType {
  return {
    ...{ id, title: text(...title), scope, limitDays, stages: stagesOf(days), checks, assessments },
  }
}

/** Kinds of projects with their limits; the whole may be shorter than the sum of the stages, never longer than the city’s limit. */
export const projectTypes: readonly ProjectType[] = [
  projectType(
    'government',
    ['政府投资房屋建筑类', 'Government investment'],
    '政府投资的房屋建筑工程。',
    100,
    [40, 25, 15, 20],
  ),
  projectType(
    'private',
    ['社会投资核准备案类', 'Private investment'],
    '企业投资的一般房屋建筑工程。',
    80,
    [30, 20, 14, 16],
  ),
  projectType(
    'private-small',
    ['社会投资小型低风险类', 'Small private, low risk'],
    '建筑面积不大于 2500 平方米、功能单一的仓储厂房和办公建筑。',
    20,
    [6, 5, 4, 5],
  ),
  projectType(
    'with-plan',
    ['带方案出让用地类', 'Land granted with its plan'],
    '土地出让时设计方案已经确定的工程，不再办理用地预审与选址。',
    45,
    [10, 8, 12, 15],
  ),
]
