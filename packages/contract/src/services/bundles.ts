import { type Static, Type } from 'typebox'
import { Id, Json, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'
import { ApplicationRow, MaterialState } from './applications.ts'
import { GuidedChoice, ServiceFormField, ServiceMaterial } from './items.ts'
import { JointVisit } from './visits.ts'

/** 一件事 with its five unified elements: name, scope, materials, flow, form (国办函〔2020〕… “五统一”). */
export const ServiceBundle = Type.Object({
  id: Type.String(),
  title: Type.String(),
  scope: Type.String(),
  flow: Type.String(),
  applicants: Type.Array(oneOf('person', 'organisation')),
  scenes: Type.Array(Type.String()),
  questions: Type.Array(GuidedChoice),
  fields: Type.Array(ServiceFormField),
  materials: Type.Array(ServiceMaterial),
  members: Type.Array(
    Type.Object({
      itemId: Id,
      title: Type.String(),
      organisation: Type.String(),
      promisedDays: Type.Integer(),
      after: Type.Array(Id),
      when: nullable(Type.String()),
      result: nullable(Type.String()),
    }),
  ),
  limitDays: Type.Integer({ description: 'Longest path of promised limits, working days.' }),
  separately: Type.Object({ days: Type.Integer(), materials: Type.Integer(), visits: Type.Integer() }),
})
export type ServiceBundle = Static<typeof ServiceBundle>

export const BundleCase = Type.Object({
  id: Id,
  number: nullable(Type.String()),
  projectId: nullable(Id),
  bundleId: Type.String(),
  title: Type.String(),
  state: oneOf('draft', 'running', 'correcting', 'done'),
  subjectName: Type.String(),
  answers: Json,
  form: Json,
  sources: Type.Record(Type.String(), Type.String()),
  materials: Type.Array(MaterialState),
  fields: Type.Array(ServiceFormField),
  corrections: Type.Array(
    Type.Object({
      applicationId: Id,
      itemTitle: Type.String(),
      material: nullable(Type.String()),
      field: nullable(Type.String()),
      text: Type.String(),
    }),
  ),
  members: Type.Array(ApplicationRow),
  results: Type.Array(Type.Object({ title: Type.String(), number: Type.String(), licenceId: nullable(Id) })),
  waiting: Type.Array(Type.String(), { description: 'Titles of members that begin after others.' }),
  visits: Type.Array(JointVisit, { description: 'All offices of the bundle look at the place together.' }),
  next: Type.Array(Type.Object({ itemId: Id, title: Type.String() }), {
    description: 'What people usually need next; only once all members are settled.',
  }),
  submittedTime: nullable(Time),
})
export type BundleCase = Static<typeof BundleCase>

const params = Type.Object({ id: Id })

export const listServiceBundles = defineOperation({
  id: 'services.listServiceBundles',
  method: 'GET',
  path: '/api/services/bundles',
  permission: 'public',
  summary: { zh: '一件事一次办', en: 'Bundles' },
  response: Type.Object({ items: Type.Array(ServiceBundle) }),
})

export const getServiceBundle = defineOperation({
  id: 'services.getServiceBundle',
  method: 'GET',
  path: '/api/services/bundles/{id}',
  permission: 'public',
  summary: { zh: '一件事指南', en: 'One bundle, also a stage of construction projects' },
  params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  response: ServiceBundle,
})

export const startBundleCase = defineOperation({
  id: 'services.startBundleCase',
  method: 'POST',
  path: '/api/services/bundle-cases',
  permission: 'services.apply',
  summary: { zh: '开始一件事', en: 'Start a bundle' },
  body: Type.Object({
    bundleId: Type.String({ maxLength: 100 }),
    projectId: Type.Optional(Type.String({ ...Id, description: 'Construction project it is for.' })),
  }),
  response: BundleCase,
  creates: true,
})

export const saveBundleDraft = defineOperation({
  id: 'services.saveBundleDraft',
  method: 'PUT',
  path: '/api/services/bundle-cases/{id}/draft',
  permission: 'services.apply',
  summary: { zh: '保存一件事草稿', en: 'Save the draft of a bundle' },
  params,
  body: Type.Object({ answers: Type.Optional(Json), form: Type.Optional(Json) }),
  response: BundleCase,
})

export const addBundleFile = defineOperation({
  id: 'services.addBundleFile',
  method: 'POST',
  path: '/api/services/bundle-cases/{id}/files',
  permission: 'services.apply',
  summary: { zh: '上传一件事材料', en: 'Add a file to a bundle' },
  params,
  body: Type.Object({
    material: Type.String({ maxLength: 80 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    contentType: oneOf('image/jpeg', 'image/png', 'application/pdf'),
    content: Type.String({ maxLength: 8_000_000, description: 'Base64.' }),
  }),
  response: BundleCase,
  creates: true,
})

export const submitBundleCase = defineOperation({
  id: 'services.submitBundleCase',
  method: 'POST',
  path: '/api/services/bundle-cases/{id}/submit',
  permission: 'services.apply',
  summary: { zh: '提交一件事或补正', en: 'Submit a bundle or its correction' },
  params,
  response: BundleCase,
})

export const getBundleCase = defineOperation({
  id: 'services.getBundleCase',
  method: 'GET',
  path: '/api/services/bundle-cases/{id}',
  permission: 'services.apply',
  summary: { zh: '一件事进度', en: 'Progress of a bundle' },
  params,
  response: BundleCase,
})

export const listMyBundleCases = defineOperation({
  id: 'services.listMyBundleCases',
  method: 'GET',
  path: '/api/services/my-bundle-cases',
  permission: 'services.apply',
  summary: { zh: '我的一件事', en: 'My bundles' },
  query: Type.Object(pageQuery),
  response: pageOf(Type.Omit(BundleCase, ['materials', 'fields', 'form', 'answers', 'sources'])),
})
