import { type Static, Type } from 'typebox'
import { DivisionCode, Done, Id, Json, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

/** Audience grades, lowest first: 公众, 内部, 领导. */
export const audienceGrades = ['public', 'internal', 'leader'] as const
export const AudienceGrade = Type.Union([
  Type.Literal('public'),
  Type.Literal('internal'),
  Type.Literal('leader'),
])
export type AudienceGrade = Static<typeof AudienceGrade>

/** Every kind of component a cockpit page may have. */
export const componentKinds = [
  ...(['number', 'line', 'area', 'bar', 'stacked-bar', 'horizontal-bar', 'pie', 'ring', 'rose'] as const),
  ...(['radar', 'scatter', 'heat-map', 'calendar', 'funnel', 'sankey', 'treemap', 'sunburst'] as const),
  ...(['k-line', 'box-plot', 'progress', 'table', 'ranking', 'event-list', 'case-list', 'map'] as const),
  ...(['lamps', 'text', 'clock', 'video', 'image', 'carousel'] as const),
] as const
export type ComponentKind = (typeof componentKinds)[number]

const Kind = Type.Unsafe<ComponentKind>({ type: 'string', enum: [...componentKinds] })

/** Where the data of a component come from, and how often they are read. */
export const ComponentBinding = Type.Object({
  source: Type.Union([
    Type.Literal('indicator'),
    Type.Literal('indicators'),
    Type.Literal('index'),
    Type.Literal('targets'),
    Type.Literal('events'),
    Type.Literal('cases'),
    Type.Literal('entities'),
    Type.Literal('vital-signs'),
    Type.Literal('instructions'),
    Type.Literal('analysis'),
    Type.Literal('static'),
  ]),
  /** The form of the answer, such as `value`, `history`, `by-division`, `list`, `by-type`. */
  view: Type.Optional(Type.String({ maxLength: 40 })),
  ids: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { maxItems: 60 })),
  window: Type.Optional(Type.String({ maxLength: 10 })),
  where: Type.Optional(Json),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  items: Type.Optional(Type.Array(Json, { maxItems: 2000, description: 'Data of a static component.' })),
  cycleSeconds: Type.Optional(Type.Integer({ minimum: 2, maximum: 86_400 })),
})
export type ComponentBinding = Static<typeof ComponentBinding>

/** One component on the 24-column canvas. */
export const CockpitComponent = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
  kind: Kind,
  title: Type.String({ maxLength: 100 }),
  x: Type.Integer({ minimum: 0, maximum: 23 }),
  y: Type.Integer({ minimum: 0, maximum: 200 }),
  w: Type.Integer({ minimum: 1, maximum: 24 }),
  h: Type.Integer({ minimum: 1, maximum: 100 }),
  grade: AudienceGrade,
  /** What an audience one grade below sees: nothing, or figures rounded to two digits. */
  below: Type.Optional(Type.Union([Type.Literal('hide'), Type.Literal('coarsen')])),
  binding: Type.Optional(ComponentBinding),
  options: Type.Optional(Json),
  /** Clicking a division in it sets the filter of the page. */
  sets: Type.Optional(Type.Boolean()),
  /** It follows the filter of the page. */
  follows: Type.Optional(Type.Boolean()),
})
export type CockpitComponent = Static<typeof CockpitComponent>

export const CockpitContent = Type.Object({
  theme: Type.Union([Type.Literal('dark'), Type.Literal('light'), Type.Literal('leader')]),
  rows: Type.Integer({ minimum: 4, maximum: 100, description: 'Rows that fill the height of a wall.' }),
  refreshSeconds: Type.Integer({ minimum: 2, maximum: 3600 }),
  components: Type.Array(CockpitComponent, { maxItems: 120 }),
})
export type CockpitContent = Static<typeof CockpitContent>

const PageState = Type.Union([Type.Literal('draft'), Type.Literal('in-review'), Type.Literal('published')])

export const CockpitPage = Type.Object({
  id: Type.String(),
  title: Type.String(),
  application: Type.Union([Type.String(), Type.Null()], { description: 'Registered application it serves.' }),
  grade: AudienceGrade,
  state: PageState,
  publishedVersion: Type.Union([Type.Integer(), Type.Null()]),
  draftVersion: Type.Integer(),
  author: Type.String(),
  reviewer: Type.Union([Type.String(), Type.Null()]),
  changedTime: Time,
  views: Type.Integer(),
  loadMs: Type.Union([Type.Number(), Type.Null()], {
    description: 'Median load time of the last 200 views.',
  }),
})
export type CockpitPage = Static<typeof CockpitPage>

export const CockpitPageDetail = Type.Object({ page: CockpitPage, content: CockpitContent })
export type CockpitPageDetail = Static<typeof CockpitPageDetail>

export const BindingFault = Type.Object({
  component: Type.String(),
  path: Type.String(),
  message: Type.String(),
})
export type BindingFault = Static<typeof BindingFault>

/** Data of one component: one form for every chart; `items` are what it draws. */
export const ComponentData = Type.Object({
  component: Type.String(),
  cutOffTime: Time,
  source: Type.String(),
  unit: Type.String(),
  precision: Type.Integer(),
  value: Type.Union([Type.Number(), Type.Null()]),
  status: Type.Union([Type.String(), Type.Null()]),
  note: Type.Union([Type.String(), Type.Null()]),
  freshness: Type.Union([Type.String(), Type.Null()]),
  coarse: Type.Boolean(),
  items: Type.Array(Json),
})
export type ComponentData = Static<typeof ComponentData>

const idParams = Type.Object({ id: Type.String({ maxLength: 80 }) })
const pageId = Type.Object({ id: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 80 }) })

export const listPages = defineOperation({
  id: 'indicators.listPages',
  method: 'GET',
  path: '/api/indicators/pages',
  permission: 'signed-in',
  summary: { zh: '驾驶舱页面', en: 'Cockpit pages' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(PageState) }),
  response: Type.Object({
    ...pageOf(CockpitPage).properties,
    unconfigured: Type.Array(Type.Object({ id: Type.String(), title: Type.String() }), {
      description: '未配置: applications without a cockpit.',
    }),
  }),
})

export const getPage = defineOperation({
  id: 'indicators.getPage',
  method: 'GET',
  path: '/api/indicators/pages/{id}',
  permission: 'signed-in',
  summary: { zh: '打开驾驶舱页面', en: 'A page, without the components above the caller’s grade' },
  params: idParams,
  query: Type.Object({
    draft: Type.Optional(Type.Boolean()),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    as: Type.Optional(AudienceGrade),
  }),
  response: CockpitPageDetail,
})

export const savePage = defineOperation({
  id: 'indicators.savePage',
  method: 'PUT',
  path: '/api/indicators/pages/{id}',
  permission: 'indicators.compose',
  summary: { zh: '保存驾驶舱草稿', en: 'Save the draft of a page' },
  params: pageId,
  body: Type.Object({
    title: Type.String({ minLength: 1, maxLength: 100 }),
    grade: AudienceGrade,
    application: Type.Optional(Type.Union([Type.String({ maxLength: 80 }), Type.Null()])),
    content: CockpitContent,
    draftVersion: Type.Optional(
      Type.Integer({ description: 'The draft this is based on; refused when older.' }),
    ),
  }),
  response: Type.Object({ page: CockpitPage, faults: Type.Array(BindingFault) }),
})

export const submitPage = defineOperation({
  id: 'indicators.submitPage',
  method: 'POST',
  path: '/api/indicators/pages/{id}/submit',
  permission: 'indicators.compose',
  summary: { zh: '提交发布审核', en: 'Submit a draft for review; refused with its binding faults' },
  params: idParams,
  response: CockpitPage,
})

export const reviewPage = defineOperation({
  id: 'indicators.reviewPage',
  method: 'POST',
  path: '/api/indicators/pages/{id}/review',
  permission: 'indicators.publish',
  summary: { zh: '审核并发布', en: 'Publish or return a page; not by its author' },
  params: idParams,
  body: Type.Object({ approve: Type.Boolean(), comment: Type.Optional(Type.String({ maxLength: 1000 })) }),
  response: CockpitPage,
})

export const rollBackPage = defineOperation({
  id: 'indicators.rollBackPage',
  method: 'POST',
  path: '/api/indicators/pages/{id}/roll-back',
  permission: 'indicators.publish',
  summary: { zh: '回退到某版本', en: 'Publish a former version again' },
  params: idParams,
  body: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  response: CockpitPage,
})

export const listPageVersions = defineOperation({
  id: 'indicators.listPageVersions',
  method: 'GET',
  path: '/api/indicators/pages/{id}/versions',
  permission: 'indicators.read',
  summary: { zh: '页面版本', en: 'Versions of a page' },
  params: idParams,
  response: Type.Array(
    Type.Object({
      version: Type.Integer(),
      author: Type.String(),
      reviewer: Type.Union([Type.String(), Type.Null()]),
      comment: Type.Union([Type.String(), Type.Null()]),
      publishedTime: Time,
    }),
  ),
})

export const deletePage = defineOperation({
  id: 'indicators.deletePage',
  method: 'DELETE',
  path: '/api/indicators/pages/{id}',
  permission: 'indicators.publish',
  summary: { zh: '删除页面', en: 'Delete a page' },
  params: idParams,
  response: Done,
})

export const exportPage = defineOperation({
  id: 'indicators.exportPage',
  method: 'GET',
  path: '/api/indicators/pages/{id}/template',
  permission: 'indicators.compose',
  summary: { zh: '导出为模板', en: 'A page as a template others may import' },
  params: idParams,
  response: Type.Object({
    format: Type.Literal('civitas-cockpit-1'),
    title: Type.String(),
    grade: AudienceGrade,
    content: CockpitContent,
  }),
})

const dataQuery = {
  division: Type.Optional(DivisionCode),
  window: Type.Optional(oneOf('24h', '7d', '30d', '365d')),
  draft: Type.Optional(Type.Boolean()),
}

/** All components of a page at one cut-off time; `since` answers only what changed after that revision. */
export const getPageData = defineOperation({
  id: 'indicators.getPageData',
  method: 'GET',
  path: '/api/indicators/pages/{id}/data',
  permission: 'signed-in',
  summary: { zh: '页面全部组件的数据', en: 'The data of all components of a page' },
  params: idParams,
  query: Type.Object({ ...dataQuery, since: Type.Optional(Type.Integer({ minimum: 0 })) }),
  response: Type.Object({
    revision: Type.Integer(),
    cutOffTime: Time,
    components: Type.Array(ComponentData),
  }),
  produces: 'application/json; charset=utf-8',
})

export const getComponentData = defineOperation({
  id: 'indicators.getComponentData',
  method: 'GET',
  path: '/api/indicators/pages/{id}/components/{component}/data',
  permission: 'signed-in',
  summary: { zh: '单个组件的数据', en: 'The data of one component; 403 above the caller’s grade' },
  params: Type.Object({ id: Type.String(), component: Type.String() }),
  query: Type.Object(dataQuery),
  response: ComponentData,
})

export const previewComponent = defineOperation({
  id: 'indicators.previewComponent',
  method: 'POST',
  path: '/api/indicators/components/preview',
  permission: 'indicators.compose',
  summary: { zh: '预览组件数据', en: 'The data a component would show' },
  body: Type.Object({ component: CockpitComponent, division: Type.Optional(DivisionCode) }),
  response: Type.Object({
    data: Type.Union([ComponentData, Type.Null()]),
    faults: Type.Array(BindingFault),
  }),
})

export const recordPageView = defineOperation({
  id: 'indicators.recordPageView',
  method: 'POST',
  path: '/api/indicators/pages/{id}/views',
  permission: 'signed-in',
  summary: { zh: '记录打开用时', en: 'Tell how long a page took to load' },
  params: idParams,
  body: Type.Object({ loadMs: Type.Number({ minimum: 0, maximum: 600_000 }) }),
  response: Done,
})

/** Identity of a stored image a component shows. */
export const PageAssetId = Id
