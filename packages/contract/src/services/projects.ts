import { type Static, Type } from 'typebox'
import { Geometry, Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { HandlingState } from './applications.ts'
import { BundleCase } from './bundles.ts'
import { Day, Text } from './shapes.ts'
import { JointVisit, VisitSlot } from './visits.ts'

const Lamp = nullable(oneOf('yellow', 'red'))
const Point = Type.Tuple([Type.Number(), Type.Number()])

/** 多规合一检查: what the parcel of a proposal lies on. */
export const PlanConflict = Type.Object({
  layer: Type.String(),
  areaName: Type.String(),
  areaM2: Type.Number({ description: 'Of the parcel that lies on it.' }),
  organisation: Type.String({ description: 'Who answers for the layer.' }),
  effect: oneOf('forbid', 'notice'),
})
export type PlanConflict = Static<typeof PlanConflict>

/** Working days of a stage or project: of government, and beside it those that do not count. */
const clocks = {
  limitDays: Type.Integer(),
  usedDays: Type.Integer({ description: 'Working days government used.' }),
  remainingDays: Type.Integer(),
  correctionDays: Type.Integer({ description: 'The applicant corrected.' }),
  specialDays: Type.Integer({ description: 'Expert review, survey, publicity … let the clock stand.' }),
  card: Lamp,
}

export const ProjectMember = Type.Object({
  item: Type.String(),
  title: Type.String(),
  organisationName: Type.String(),
  isMandatory: Type.Boolean(),
  isPromised: Type.Boolean(),
  mayPromise: Type.Boolean(),
  applicationId: nullable(Id),
  state: nullable(HandlingState),
  usedDays: Type.Integer(),
  from: nullable(Time),
  to: nullable(Time),
})
export type ProjectMember = Static<typeof ProjectMember>

export const ProjectStageView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  lead: Type.String(),
  state: oneOf('closed', 'open', 'draft', 'running', 'done'),
  why: nullable(Type.String({ description: 'Why it cannot be filed yet.' })),
  bundleCaseId: nullable(Id),
  number: nullable(Type.String()),
  ...clocks,
  members: Type.Array(ProjectMember),
})
export type ProjectStageView = Static<typeof ProjectStageView>

const projectRow = {
  id: Id,
  code: Type.String({ description: '项目代码.' }),
  name: Type.String(),
  typeId: Type.String(),
  typeTitle: Type.String(),
  builder: Type.String(),
  address: Type.String(),
  state: oneOf('proposed', 'running', 'done'),
  stage: nullable(Type.String({ description: 'Title of the stage it is in.' })),
  position: Point,
  ...clocks,
  updatedTime: Time,
}
export const ProjectRow = Type.Object(projectRow)
export type ProjectRow = Static<typeof ProjectRow>

export const ProjectOpinion = Type.Object({
  id: Id,
  organisationId: Id,
  organisationName: Type.String(),
  askedTime: Time,
  dueDay: Day,
  isLate: Type.Boolean(),
  agrees: nullable(Type.Boolean()),
  text: nullable(Type.String()),
  time: nullable(Time),
})
export type ProjectOpinion = Static<typeof ProjectOpinion>

export const ProjectDetail = Type.Object({
  ...projectRow,
  industry: Type.String(),
  investmentWan: Type.Number({ description: 'Ten thousand yuan.' }),
  areaM2: Type.Number({ description: '建筑面积.' }),
  parcel: Geometry,
  parcelAreaM2: Type.Number(),
  conflicts: Type.Array(PlanConflict),
  checkedTime: Time,
  assessed: Type.Array(Type.String(), { description: 'Assessments of the area it shares.' }),
  stages: Type.Array(ProjectStageView),
  opinions: Type.Array(ProjectOpinion),
  visits: Type.Array(JointVisit),
  linked: Type.Array(
    Type.Object({ bundleCaseId: Id, title: Type.String(), number: nullable(Type.String()) }),
    {
      description: 'Other bundles of the project: connection of utilities.',
    },
  ),
  permits: Type.Array(
    Type.Object({
      title: Type.String(),
      number: Type.String(),
      licenceId: nullable(Id),
      stage: Type.String(),
    }),
  ),
})
export type ProjectDetail = Static<typeof ProjectDetail>

const params = Type.Object({ id: Id })
const proposal = {
  name: Text(100),
  address: Text(200),
  areaM2: Type.Number({ minimum: 1, maximum: 10_000_000 }),
  parcel: Geometry,
}

export const listProjectTypes = defineOperation({
  id: 'services.listProjectTypes',
  method: 'GET',
  path: '/api/services/project-types',
  permission: 'public',
  summary: { zh: '工程建设项目类型与流程', en: 'Kinds of construction projects and their stages' },
  response: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        scope: Type.String(),
        limitDays: Type.Integer(),
        stages: Type.Array(
          Type.Object({
            id: Type.String(),
            title: Type.String(),
            lead: Type.String(),
            limitDays: Type.Integer(),
            items: Type.Array(Type.String()),
          }),
        ),
      }),
    ),
  }),
})

export const registerProject = defineOperation({
  id: 'services.registerProject',
  method: 'POST',
  path: '/api/services/projects',
  permission: 'services.apply',
  summary: { zh: '登记建设项目并赋码', en: 'Register a construction project and give it its code' },
  body: Type.Object({
    ...proposal,
    typeId: Text(100),
    industry: Type.String({ pattern: '^[0-9]{2}$', description: 'Division of GB/T 4754: 47 housing.' }),
    investmentWan: Type.Number({ minimum: 0, maximum: 100_000_000 }),
  }),
  response: ProjectDetail,
  creates: true,
})

export const changeProposal = defineOperation({
  id: 'services.changeProposal',
  method: 'PUT',
  path: '/api/services/projects/{id}/proposal',
  permission: 'services.apply',
  summary: { zh: '调整项目红线', en: 'Change a proposal before its first stage; it is checked anew' },
  params,
  body: Type.Object(proposal),
  response: ProjectDetail,
})

export const getProject = defineOperation({
  id: 'services.getProject',
  method: 'GET',
  path: '/api/services/projects/{id}',
  permission: 'signed-in',
  summary: { zh: '建设项目', en: 'A construction project' },
  params,
  response: ProjectDetail,
})

export const listMyProjects = defineOperation({
  id: 'services.listMyProjects',
  method: 'GET',
  path: '/api/services/my-projects',
  permission: 'services.apply',
  summary: { zh: '我的建设项目', en: 'Projects of the caller' },
  query: Type.Object(pageQuery),
  response: pageOf(ProjectRow),
})

export const listProjects = defineOperation({
  id: 'services.listProjects',
  method: 'GET',
  path: '/api/services/projects',
  permission: 'signed-in',
  summary: { zh: '建设项目列表', en: 'Construction projects of the caller’s place' },
  query: Type.Object({
    ...pageQuery,
    type: Type.Optional(Type.String({ maxLength: 100 })),
    state: Type.Optional(ProjectRow.properties.state),
  }),
  response: pageOf(ProjectRow),
})

export const listPublicProjects = defineOperation({
  id: 'services.listPublicProjects',
  method: 'GET',
  path: '/api/services/public-projects',
  permission: 'public',
  summary: { zh: '建设项目审批进度公开', en: 'Progress of projects, without persons' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Pick(ProjectRow, ['code', 'name', 'typeTitle', 'state', 'stage', 'usedDays', 'limitDays']),
  ),
})

export const listServiceOffices = defineOperation({
  id: 'services.listServiceOffices',
  method: 'GET',
  path: '/api/services/offices',
  permission: 'signed-in',
  summary: { zh: '可征求意见的单位', en: 'Offices by name, for who has to choose some' },
  query: Type.Object(pageQuery),
  response: pageOf(Type.Object({ id: Id, name: Type.String() })),
})

export const askProjectOpinions = defineOperation({
  id: 'services.askProjectOpinions',
  method: 'POST',
  path: '/api/services/projects/{id}/opinions',
  permission: 'services.accept',
  summary: { zh: '策划生成征求部门意见', en: 'Ask departments for their opinion on a proposal' },
  params,
  body: Type.Object({
    organisationIds: Type.Array(Id, { minItems: 1, maxItems: 30 }),
    days: Type.Integer({ minimum: 1, maximum: 60, description: 'Working days.' }),
  }),
  response: ProjectDetail,
})

export const giveProjectOpinion = defineOperation({
  id: 'services.giveProjectOpinion',
  method: 'PUT',
  path: '/api/services/project-opinions/{id}',
  permission: 'services.examine',
  summary: { zh: '回复策划生成意见', en: 'Give the opinion of one’s office' },
  params,
  body: Type.Object({ agrees: Type.Boolean(), text: Text(1000) }),
  response: ProjectDetail,
})

export const startProjectStage = defineOperation({
  id: 'services.startProjectStage',
  method: 'POST',
  path: '/api/services/projects/{id}/stages/{stage}',
  permission: 'services.apply',
  summary: { zh: '申报一个审批阶段', en: 'Begin the one form of a stage' },
  params: Type.Object({ id: Id, stage: Type.String({ maxLength: 40 }) }),
  response: BundleCase,
  creates: true,
})

export const promiseProjectItem = defineOperation({
  id: 'services.promiseProjectItem',
  method: 'POST',
  path: '/api/services/projects/{id}/promises',
  permission: 'services.apply',
  summary: { zh: '承诺后续办结前一阶段事项', en: 'Promise to bring an item of the stage before' },
  params,
  body: Type.Object({ item: Text(100), text: Text(500) }),
  response: ProjectDetail,
})

const visitBody = {
  kind: JointVisit.properties.kind,
  day: Day,
  slot: VisitSlot,
  organisationIds: Type.Array(Id, { minItems: 1, maxItems: 20 }),
  scope: Type.Optional(Type.String({ maxLength: 200 })),
}

export const bookJointVisit = defineOperation({
  id: 'services.bookJointVisit',
  method: 'POST',
  path: '/api/services/projects/{id}/visits',
  permission: 'signed-in',
  summary: { zh: '预约联合踏勘、审图或验收', en: 'Book a joint survey, review of drawings or acceptance' },
  params,
  body: Type.Object(visitBody),
  response: JointVisit,
  creates: true,
})
