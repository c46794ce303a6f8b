import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const byPackage = Type.Object({ packageName: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.]{2,200}$' }) })
const Permission = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_.]{2,120}$' })

const appInput = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  operator: Type.String({ minLength: 2, maxLength: 100 }),
  channel: Type.String({ maxLength: 100, description: 'Where it is offered: 应用市场、官网.' }),
  purposes: Type.Array(
    Type.Object({ permission: Permission, purpose: Type.String({ minLength: 4, maxLength: 300 }) }),
    { maxItems: 100, description: 'What its notice to the users says each permission is for.' },
  ),
  sdks: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), {
    maxItems: 100,
    description: 'Foreign parts its notice names.',
  }),
}

/** An app that collects personal information, as its operator describes it and as it was last found to be. */
export const MobileApp = Type.Object({
  ...appInput,
  id: Id,
  packageName: Type.String(),
  version: nullable(Type.String()),
  permissions: Type.Array(Type.String(), { description: 'What the package asks for.' }),
  foundSdks: Type.Array(Type.String()),
  state: oneOf('listed', 'rectifying', 'delisted'),
  openFindings: Type.Integer(),
  scannedTime: nullable(Time),
  delistReason: nullable(Type.String()),
  registeredTime: Time,
})
export type MobileApp = Static<typeof MobileApp>

/** A permission without purpose, a foreign part the notice does not name, or traffic anybody on the way can read. */
export const AppFindingKind = oneOf('beyond-scope', 'undeclared-sdk', 'plain-traffic')
export type AppFindingKind = Static<typeof AppFindingKind>

export const AppFinding = Type.Object({
  id: Id,
  packageName: Type.String(),
  appName: Type.String(),
  version: Type.String(),
  kind: AppFindingKind,
  kindName: Type.String(),
  subject: Type.String({ description: 'The permission or the part.' }),
  text: Type.String(),
  evidence: Type.Object({
    file: Type.String({ description: 'Where in the package it stands.' }),
    words: Type.String(),
    packageSm3: Type.String(),
    notice: Type.String({ description: 'What the notice says of it.' }),
  }),
  foundTime: Time,
  dueTime: Time,
  rectifiedTime: nullable(Time),
  isLate: Type.Boolean(),
})
export type AppFinding = Static<typeof AppFinding>

export const listMobileApps = defineOperation({
  id: 'data.listMobileApps',
  method: 'GET',
  path: '/api/data/mobile-apps',
  permission: 'data.secure',
  summary: { zh: '应用程序登记', en: 'Registered apps' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(MobileApp.properties.state) }),
  response: pageOf(MobileApp),
})

export const putMobileApp = defineOperation({
  id: 'data.putMobileApp',
  method: 'PUT',
  path: '/api/data/mobile-apps/{packageName}',
  permission: 'data.secure',
  summary: { zh: '登记应用程序及其隐私说明', en: 'Register an app with what its notice says' },
  params: byPackage,
  body: Type.Object(appInput),
  response: MobileApp,
})

export const scanMobileApp = defineOperation({
  id: 'data.scanMobileApp',
  method: 'POST',
  path: '/api/data/mobile-apps/{packageName}/scans',
  permission: 'data.secure',
  summary: { zh: '检测应用程序安装包', en: 'Scan a package against what its notice says' },
  params: byPackage,
  body: Type.Object({
    uploadId: Id,
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 180, description: 'Days to rectify; 15 when not said.' }),
    ),
  }),
  response: Type.Object({ app: MobileApp, findings: Type.Array(AppFinding), rectified: Type.Integer() }),
})

export const listAppFindings = defineOperation({
  id: 'data.listAppFindings',
  method: 'GET',
  path: '/api/data/mobile-app-findings',
  permission: 'data.secure',
  summary: { zh: '应用程序检测问题', en: 'What was found in apps' },
  query: Type.Object({
    ...{ limit: pageQuery.limit, offset: pageQuery.offset },
    packageName: Type.Optional(Type.String({ maxLength: 200 })),
    state: Type.Optional(oneOf('open', 'late', 'rectified')),
  }),
  response: pageOf(AppFinding),
})

export const delistMobileApp = defineOperation({
  id: 'data.delistMobileApp',
  method: 'POST',
  path: '/api/data/mobile-apps/{packageName}/delist',
  permission: 'data.secure',
  summary: { zh: '逾期未整改下架', en: 'Delist an app that was not rectified in time' },
  params: byPackage,
  body: Type.Object({ reason: Type.String({ minLength: 4, maxLength: 500 }) }),
  response: MobileApp,
})

export const listAppResults = defineOperation({
  id: 'data.listAppResults',
  method: 'GET',
  path: '/api/open/app-checks',
  permission: 'public',
  summary: { zh: '应用程序个人信息保护检测结果', en: 'Published results of app checks' },
  query: Type.Object(pageQuery),
  response: pageOf(
    Type.Object({
      name: Type.String(),
      operator: Type.String(),
      version: Type.String(),
      scannedTime: Time,
      result: oneOf('passed', 'rectifying', 'delisted'),
      findings: Type.Array(Type.String()),
    }),
  ),
})

const placeInput = {
  title: Type.String({ minLength: 2, maxLength: 100 }),
  address: Type.String({ minLength: 2, maxLength: 200 }),
  operator: Type.String({ minLength: 2, maxLength: 100 }),
  purpose: oneOf('public-safety', 'other'),
  collectsFaces: Type.Boolean(),
  hasSign: Type.Boolean(),
  alternative: nullable(
    Type.String({ maxLength: 300, description: 'What those use who do not want their face taken.' }),
  ),
}

/** A place where pictures of persons are taken (Personal Information Protection Law art. 26). */
export const ImagePlace = Type.Object({
  id: Id,
  ...placeInput,
  faults: Type.Array(Type.String(), { description: 'What stands against the law.' }),
  registeredTime: Time,
})
export type ImagePlace = Static<typeof ImagePlace>

export const listImagePlaces = defineOperation({
  id: 'data.listImagePlaces',
  method: 'GET',
  path: '/api/data/image-places',
  permission: 'data.secure',
  summary: { zh: '图像采集场所登记', en: 'Places where pictures of persons are taken' },
  query: Type.Object({ ...pageQuery, faulty: Type.Optional(Type.Boolean()) }),
  response: pageOf(ImagePlace),
})

export const saveImagePlace = defineOperation({
  id: 'data.saveImagePlace',
  method: 'POST',
  path: '/api/data/image-places',
  permission: 'data.secure',
  summary: { zh: '登记图像采集场所', en: 'Register a place' },
  body: Type.Object({ id: Type.Optional(Id), ...placeInput }),
  response: ImagePlace,
})
