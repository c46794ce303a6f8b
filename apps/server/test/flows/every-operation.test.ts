import { type AnyOperation, type Entity, operations } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { places, startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'
import { aModel } from './device-kit.ts'
import { exampleOf, exampleQuery } from './example-inputs.ts'
import { indicatorInputs, indicatorsOfNoPlace } from './indicator-inputs.ts'
import { warningInputs } from './warning-inputs.ts'

/**
 * Every operation of `/openapi.json`, tried by nobody, by a person without the permission, and by a person whose division
 * is another one. An operation that is added is tried at once; one that needs an input this file does not know fails.
 */
let city: TestPlatform
let published: Record<string, Record<string, { operationId: string; 'x-permission': string }>>
/** Ids of things of 云城区 (990102); nobody of 临江区 (990103) may learn of them. */
let secrets: { entity: Entity; thing: string; datastream: number; event: string; case: string; task: string }

beforeAll(async () => {
  city = await startTestPlatform()
  published = (await fetch(`${city.url}/openapi.json`).then((answer) => answer.json())).paths
  secrets = await arrange(city)
})
afterAll(() => city.stop())

async function arrange(platform: TestPlatform) {
  const admin = await platform.signedInAs('administrator')
  const call = (method: string, path: string, body?: unknown) =>
    request(method, path, admin.options.token?.() ?? '', body)
  const gauge = await platform.aThing('waterlogging.gauge', {
    name: '云城机密水位计',
    attributes: { point_kind: 'underpass' },
  })
  const { entity } = (await call('GET', `/api/entities/entities/${gauge.id}`)).body
  const event = (
    await call('POST', '/api/events/events', {
      type: 'waterlogging.closure-needed',
      title: '云城机密事件',
      position: places.oldTown,
      level: 'red',
    })
  ).body
  await platform.settle()
  const opened = (await call('GET', `/api/cases/cases?eventId=${event.id}`)).body.items[0]
  const detail = (await call('GET', `/api/cases/cases/${opened.id}`)).body
  return {
    entity,
    thing: gauge.id,
    datastream: gauge.datastream('depth'),
    event: event.id,
    case: opened.id,
    task: detail.tasks[0].id,
  }
}

async function request(method: string, path: string, token: string | null, body?: unknown) {
  const response = await fetch(city.url + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json')
  return { status: response.status, body: isJson && text ? JSON.parse(text) : text }
}

const warningDraft = {
  ...{ category: 'Met', eventName: '暴雨', level: 'blue', description: '降雨', instruction: '' },
  ...{ divisionCodes: ['990103'], channels: ['app'], expiresTime: '2099-01-01T00:00:00Z' },
}

const spyText = {
  ...{ source: '试探', url: 'https://spy.example/1', publishedTime: '2025-01-01T00:00:00Z', text: '试探' },
}

const spyKnowledge = {
  ...{ question: '试探', answer: '试探', category: '试探', source: '试探', reviewDue: '2099-01-01' },
}

const spyTemplate = {
  ...{ name: '试探', category: 'notice', signature: '', title: '试探', text: '试探', variables: [] },
}

const nobodysId = '00000000-0000-7000-8000-0000000000ff'

/** Fills `{name}` in a path with an id of 云城区, or of nothing. */
function fill(operation: AnyOperation): string {
  const [capability, name = ''] = operation.id.split('.')
  const known: Record<string, string> = {
    'entities/entities': secrets.entity.id,
    'sensing/things': secrets.thing,
    'sensing/positions': secrets.thing,
    'sensing/tracks': secrets.thing,
    'sensing/duty-hours': secrets.thing,
    'sensing/protocols': 'hj212',
    'sensing/track-retention': '*',
    'sensing/datastreams': String(secrets.datastream),
    'events/events': secrets.event,
    'cases/cases': secrets.case,
    'cases/tasks': secrets.task,
    'territory/divisions': '990102001001001',
    'territory/grids': '990102001001001',
    'cases/type-designs': 'city.spy',
    'identity/users': nobodysId,
  }
  return operation.path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const subject = operation.path.split('/').slice(2, 4).join('/')
    if (parameter === 'tileSet') return 'live'
    if (parameter === 'oid') return '2.999.9999'
    if (parameter === 'code' && capability !== 'territory') return 'city.spy'
    if (subject === 'indicators/indices') return 'spy-index'
    if (['z', 'x', 'y'].includes(parameter)) return '1'
    if (subject === 'cases/type-designs' && parameter === 'version') return '1'
    if (capability === 'platform' && name.includes('DeadLetter')) return '1'
    return known[subject] ?? nobodysId
  })
}

/** Right inputs of rules and history. */
function ruleInputs(): Record<string, { query?: string; body?: unknown }> {
  const definition = {
    title: '试探规则',
    thingType: 'waterlogging.gauge',
    value: 'depth',
    levels: [
      { level: 'blue', raise: { op: '>=', value: 999 }, clear: { op: '<', value: 900 }, holdSeconds: 0 },
    ],
    allowedLatenessSeconds: 60,
    eventType: 'waterlogging.ponding',
  }
  const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }
  return {
    'sensing.createRule': { body: { definition, enabled: false } },
    'sensing.changeRule': { body: { definition, enabled: false, version: 'x' } },
    'sensing.dryRunRule': { body: { definition, ...span } },
    'sensing.decideReaction': { body: { agree: false } },
    'sensing.acknowledgeAlarm': { body: {} },
    ...insightInputs(span),
    'sensing.ageHistory': { body: {} },
    'sensing.saveRetentionClass': {
      body: { title: '试探', rawDays: null, minuteDays: null, hourDays: null, thingTypes: [] },
    },
    'sensing.getCitySeries': {
      query: `thingType=waterlogging.gauge&property=depth&from=${span.from}&to=${span.to}`,
    },
  }
}

/** Right inputs of panels, forecasts and files. */
function insightInputs(span: {
  from: string
  to: string
}): Record<string, { query?: string; body?: unknown }> {
  const panel = {
    title: '试探面板',
    members: [{ name: 'depth', title: '水深', datastreamId: secrets.datastream }],
    constants: [],
    values: [],
  }
  const file = { title: '试探文件', thingType: 'waterlogging.gauge', property: 'depth', bucket: 'hour' }
  const model = { title: '试探模型', datastreamId: secrets.datastream, season: 'day', trainDays: 7 }
  return {
    'sensing.createFusedView': { body: panel },
    'sensing.changeFusedView': { body: panel },
    'sensing.getFusedSeries': { query: `from=${span.from}&to=${span.to}` },
    'sensing.createSeriesEmbed': {
      body: { title: '试探图表', datastreamId: secrets.datastream, hours: 24, validDays: 1 },
    },
    'sensing.createScheduledFile': { body: { ...file, every: 'day', format: 'csv' } },
    'sensing.runScheduledFile': { body: {} },
    'sensing.createSeriesForecast': { body: { ...model, horizonHours: 24 } },
  }
}

/** Right inputs of the device side of sensing. */
function deviceInputs(): Record<string, { query?: string; body?: unknown }> {
  const [thingIds, later] = [[secrets.thing], '2999-01-01T00:00:00Z']
  const content = {
    model: 'waterlogging.gauge',
    commands: [],
    securityLevel: 1,
    namingRule: null,
    reconnects: false,
  }
  const properties = [{ id: 'depth', unit: 'cm', periodSeconds: 60, mandatory: true }]
  const profile = { title: '规范', graceDays: 1, content: { ...content, properties } }
  const facility = { reference: 'SPY-F', name: '设施', facilityType: 'gauge', position: places.oldTown }
  const distances = { duplicateMetres: 100, toleranceMetres: 20, coverageMetres: 500 }
  const weights = { completeness: 1, stuck: 1, jump: 1, neighbour: 1 }
  const policy = { weights, completenessAtLeast: 0.9, stuckCount: 30, neighbourMetres: 1000 }
  const [name, zh] = ['spy-pack', { zh: '包', en: 'Pack' }]
  const models = [{ id: name, definition: aModel() }]
  return {
    'sensing.rotateCredential': { body: {} },
    'sensing.changeCredential': { body: { networks: [] } },
    'sensing.claimDevice': { body: { code: 'NOT-A-CODE' } },
    'sensing.setAdmissionPolicy': {
      body: { ratePerMinute: null, mismatchesPerHour: null, newAddress: false },
    },
    'sensing.quarantineThing': { body: { reason: '核查' } },
    'sensing.decideQuarantine': { body: { decision: 'release', comment: '误报' } },
    'sensing.createGrant': {
      body: {
        organisationId: '00000000-0000-7000-8000-000000000005',
        rights: ['read'],
        thingIds,
        expiresTime: later,
        reason: '共用',
      },
    },
    'sensing.previewCommands': { body: { thingIds, command: 'set-properties', input: { properties: {} } } },
    'sensing.sendCommands': { body: { thingIds, command: 'set-properties', input: { properties: {} } } },
    'sensing.decideCommandBatch': { body: { approve: true, comment: '同意' } },
    'sensing.rollBackCommandBatch': { body: { reason: '回退' } },
    'sensing.createInterlock': {
      body: { title: '联锁', thingIds: [secrets.thing, secrets.thing], commands: ['stop'], mostAtOnce: 0 },
    },
    'sensing.setDesired': { body: { desired: {} } },
    'sensing.changeFleetThing': { body: { sector: 'water' } },
    'sensing.saveModelDraft': { body: aModel() },
    'sensing.uploadPack': {
      body: {
        id: name,
        version: 1,
        title: zh,
        description: zh,
        models,
        eventTypes: [],
        rules: [],
        simulation: [],
      },
    },
    'sensing.rebindThing': { body: { version: 1 } },
    'sensing.publishProfile': { body: profile },
    'sensing.bindProfile': { body: { version: 1, thingIds } },
    'sensing.startConformanceRun': {
      body: { profileId: 'none', thingId: secrets.thing, vendor: '厂家', modelName: '型号' },
    },
    'sensing.registerFacility': { body: { ...facility, heightClass: 'low', carrier: 'ground' } },
    'sensing.mountOnFacility': { body: { title: '设备' } },
    'sensing.checkSiting': { body: { facilityType: 'gauge', position: places.oldTown } },
    'sensing.requestSiting': { body: { facilityType: 'gauge', position: places.oldTown, purpose: '监测' } },
    'sensing.decideSitingRequest': { body: { decision: 'approve', comment: '同意' } },
    'sensing.setSitingRule': { body: { facilityType: 'gauge', ...distances } },
    'sensing.getCoverage': { query: 'sector=water' },
    'sensing.checkInventory': { body: { found: true } },
    'sensing.createOidArc': { body: { arc: '2.999.7', title: '分支', quota: 1 } },
    'sensing.registerOids': { body: { rows: [{ kind: 'device', title: '设备' }] } },
    'sensing.resolveOid': { query: 'name=nothing' },
    'sensing.revokeOid': { body: { reason: '报废' } },
    'sensing.moveOid': { body: { arc: '2.999.7', reason: '移交' } },
    'sensing.listQualityScores': { query: 'day=2025-06-01' },
    'sensing.computeQuality': { body: { day: '2025-06-01' } },
    'sensing.setQualityPolicy': { body: { ...policy, neighbourSigmas: 3, neighboursAtLeast: 3 } },
    'sensing.setCalibration': { body: { dueDate: '2999-01-01', metrology: false } },
    'sensing.swapThing': { body: { newSerial: 'SN-2', reason: '更换' } },
    'sensing.createWorkOrder': { body: { kind: 'repair', reason: '维修' } },
    'sensing.recordWorkOrderResult': { body: { finding: 'confirmed', comment: '属实' } },
    'sensing.getDensityAdvice': { query: 'model=waterlogging.gauge' },
  }
}

/** Right inputs of the command. */
function commandInputs(): Record<string, { query?: string; body?: unknown }> {
  const settings = {
    unreadMinutes: 5,
    reportMinutes: 0,
    proposeFrom: 'yellow',
    routeToCommand: false,
    tightenPercent: 0,
  }
  const document = {
    ...{ title: { zh: '预案', en: 'Plan' }, legalBasis: '依据', incidentKind: null, filingNumber: null },
    ...{ scope: { zh: '范围', en: 'Scope' }, text: [], posts: [], phases: [], attachments: [] },
    levels: [{ level: 'blue', approvedBy: '值班长', triggers: [], tasks: [], needs: [] }],
  }
  const comment = { comment: '说明' }
  return {
    'command.openIncident': {
      body: { kind: 'emergency.fire', title: '火情', text: '电话', position: places.oldTown },
    },
    'command.reportIncident': { body: { kind: 'follow-up', facts: {}, text: '续报' } },
    'command.decideLevel': { body: { level: 'blue', ...comment } },
    'command.endIncident': { body: comment },
    'command.noteSituation': { body: { text: '情况' } },
    'command.savePlanDraft': { body: { document, reviewDate: null } },
    'command.approvePlan': { body: { version: 9 } },
    'command.setPostHolder': { body: { contactId: null } },
    'command.startPlan': { body: { planId: 'emergency.fire', level: 'blue' } },
    'command.answerPlanProposal': { body: { take: false } },
    'command.issueOrder': { body: { title: '指令' } },
    'command.progressOrder': { body: { state: 'read' } },
    'command.noteDeviation': { body: { text: '偏差' } },
    'command.moveLot': {
      body: { kind: 'transfer', toStoreId: nobodysId, quantity: 1, counterpart: '库管员' },
    },
    'command.addLot': { body: { storeId: nobodysId, material: '救生衣', unit: '件', quantity: 1 } },
    'command.findReach': { body: { position: places.oldTown, what: '救生衣', quantity: 1 } },
    'command.requestResource': { body: { resourceId: nobodysId, quantity: 1 } },
    'command.moveAllocation': { body: { to: 'approved' } },
    'command.requestTransfer': { body: { toIncidentId: nobodysId, reason: '更急' } },
    'command.decideTransfer': { body: { grant: false } },
    'command.setOccupancy': { body: { occupied: 1 } },
    'command.saveContact': { body: { name: '某人', duty: '值班' } },
    'command.createRoster': { body: { title: '值班表', posts: [{ post: 'duty', title: '值班长' }] } },
    'command.generateShifts': {
      body: { from: '2025-06-01', days: 1, shiftHours: 12, startHour: 8, people: { duty: [nobodysId] } },
    },
    'command.saveCentreSeat': {
      body: { title: '席', divisionCode: '990100', function: 'command', organisationId: null, page: null },
    },
    'command.listShifts': { query: 'from=2025-06-01T00:00:00Z&to=2025-06-02T00:00:00Z' },
    'command.substituteShift': { body: { contactId: nobodysId, reason: '替班' } },
    'command.swapShifts': { body: { withShiftId: nobodysId, reason: '换班' } },
    'command.offerHandOver': { body: { remarks: '交班' } },
    'command.createCalendarFeed': { body: { rosterId: nobodysId } },
    'command.addGroundImage': {
      body: { title: '影像', takenDate: '2025-01-01', source: '卫星', content: 'SUkqAAgAAAA=' },
    },
    'command.compareGroundImages': {
      body: {
        ...{ beforeId: nobodysId, afterId: nobodysId },
        polygon: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        },
      },
    },
    'command.saveBaseSettings': { body: { ...settings, dutyLeader: false } },
    'command.saveWarProfile': { body: { title: '方案', settings: { ...settings, dutyLeader: false } } },
    'command.proposeSwitch': { body: { title: '战时', profileId: 'flood', endTime: '2999-01-01T00:00:00Z' } },
    'command.endSwitch': { body: comment },
    'command.playAuthoriser': { body: { role: 'chief' } },
    'command.sendSafeReport': { body: { text: '平安' } },
    'command.openRoom': { body: { title: '会商', contactIds: [nobodysId] } },
    'command.sayInRoom': { body: { text: '发言' } },
    'command.drawMark': {
      body: { geometry: { type: 'Point', coordinates: places.oldTown }, label: '点', kind: 'point' },
    },
    'command.resolveRoom': { body: { text: '决议', contactId: nobodysId, dueTime: '2999-01-01T00:00:00Z' } },
    'command.confirmMinutes': { body: { text: '纪要' } },
    'command.callGroup': { body: { title: '组呼', centre: places.oldTown, radiusM: 1000 } },
    'command.broadcastToGroup': { body: { text: '广播' } },
    'command.acknowledgeBroadcast': { body: { channel: 'sms' } },
    'command.saveReview': { body: { lessons: '教训', confirm: false } },
    'command.addImprovement': { body: { text: '改进', owner: '某局', dueDate: '2999-01-01' } },
    'command.startDrill': { body: { script: 'rainstorm' } },
    'command.runSimulation': { body: { model: 'waterlogging', title: '推演', parameters: {} } },
    'command.lookAround': { body: { centre: places.oldTown, radiusM: 100 } },
    'command.assessIncident': { body: { radiusM: 100 } },
    'command.overrideAssessment': { body: { value: '值' } },
    'command.approveAssessment': { body: { result: 'routine', ...comment } },
  }
}

/** Right inputs of terminals and edge nodes. */
function terminalInputs(): Record<string, { query?: string; body?: unknown }> {
  const rules = { minimumOsLevel: null, screenLock: true, usbForbidden: true, certificate: true }
  const organisationId = '00000000-0000-7000-8000-000000000004'
  const reading = { datastreamId: secrets.datastream, phenomenonTime: '2025-01-01T00:00:00Z', result: 1 }
  return {
    'sensing.createTerminal': {
      body: { reference: 'SPY-T', organisationId, userId: nobodysId, purpose: '巡查' },
    },
    'sensing.renewTerminalCode': { body: {} },
    'sensing.enrolTerminal': { body: { code: 'NOT-A-CODE' } },
    'sensing.checkInTerminal': { body: {} },
    'sensing.confirmTerminalCommand': { body: { done: true } },
    'sensing.changeTerminal': { body: { testRing: true } },
    'sensing.setTerminalState': { body: { state: 'lost', reason: '遗失' } },
    'sensing.sendTerminalCommand': { body: { kind: 'lock', reason: '遗失' } },
    'sensing.decideTerminalCommand': { body: { approve: true, comment: '同意' } },
    'sensing.saveTerminalPolicy': { body: { title: '策略', rules: { ...rules, allowedApps: null } } },
    'sensing.createTerminalRelease': {
      body: { app: 'patrol', version: '1', url: '/patrol', digest: 'a'.repeat(64) },
    },
    'sensing.steerTerminalRelease': { body: { step: 'pause', reason: '核查' } },
    'sensing.createEdgeNode': { body: { reference: 'SPY-E', divisionCode: '990102' } },
    'sensing.assignEdgeModule': { body: { module: 'ponding', kind: 'rule', version: '1' } },
    'sensing.reportEdgeHeartbeat': { body: { cpu: 0, storage: 0, queued: 0, modules: [] } },
    'sensing.uploadEdgeReadings': { body: { sequence: 1, rows: [reading] } },
    'sensing.saveDesktopProfile': {
      body: { title: '规格', image: '系统', cpus: 2, memoryGb: 4, diskGb: 50, idleMinutes: 60 },
    },
    'sensing.allocateDesktop': {
      body: { reference: 'SPY-D', profileId: nobodysId, organisationId, userId: nobodysId, purpose: '办公' },
    },
    'sensing.reclaimDesktop': { body: { reason: '调岗' } },
    'sensing.reportDesktopSession': { body: { session: 'S-1', act: 'opened' } },
  }
}

/** Right inputs of what is done with cases, of working time, appraisal and robots. */
function caseInputs(): Record<string, { query?: string; body?: unknown }> {
  const organisationId = '00000000-0000-7000-8000-000000000005'
  const withReason = { body: { reason: '情况说明' } }
  const limit = { minutes: 60, clock: 'working' }
  const week = [...Array.from({ length: 5 }, () => [[540, 1020]]), [], []]
  const month = { ruleId: nobodysId, period: '2025-06' }
  const indicators = [
    { id: 'on-time', title: '按期', weight: 100, formula: { kind: 'share', part: 'on-time', whole: 'due' } },
  ]
  const rule = { name: '考核', object: 'district', caseTypes: [], indicators, fromPeriod: '2025-01' }
  const type = 'waterlogging.road-closure'
  const signals = [{ field: 'title', op: 'contains', value: '积水', weight: 1 }]
  const definition = { kind: 'fill', caseType: type, task: 'close-road', signals, threshold: 1, form: {} }
  const appeal = { object: '990102', caseIds: [secrets.case], ground: 'objection', reason: '有异议' }
  const duty = { item: 'waterlogging.drainage', divisionCode: '990102', organisationId }
  return {
    'territory.saveWorkingCalendar': { body: { name: '日历', week, observesHolidays: true } },
    'territory.saveCalendarDays': { body: { days: [] } },
    'territory.previewWorkingTime': { query: 'start=2025-06-03T01:00:00Z&clock=working&amount=60' },
    'cases.registerCase': { body: { type, title: '积水', position: places.oldTown } },
    'cases.classifyCase': { body: { classCode: '0101' } },
    'cases.ruleTask': { body: { organisationId, reason: '裁定' } },
    'cases.inviteAssistant': { body: { organisationId } },
    'cases.urgeTask': withReason,
    'cases.undoCaseAct': { body: { entryId: nobodysId } },
    'cases.cancelCase': withReason,
    'cases.reopenCase': withReason,
    'cases.mergeCases': { body: { duplicateId: nobodysId, reason: '重复' } },
    'cases.unmergeCase': withReason,
    'cases.instructCase': { body: { text: '抓紧办理' } },
    'cases.escalateCase': withReason,
    'cases.requestDelay': { body: { minutes: 60, reason: '缺料' } },
    'cases.requestSuspension': withReason,
    'cases.decideCaseRequest': { body: { approve: true, comment: '同意' } },
    'cases.resumeCase': withReason,
    'cases.issueSupervision': withReason,
    'cases.issueLetter': { body: { organisationId, title: '督办', reason: '限期回复' } },
    'cases.saveCasePaper': {
      body: { caseType: 'urban-management.urban-case', title: '告知书', body: '{{案号}}', active: true },
    },
    'cases.maskAttachment': {
      body: {
        ...{ contentType: 'image/png', content: 'iVBORw0KGgo=' },
        areas: [{ x: 0, y: 0, width: 0.5, height: 0.5 }],
      },
    },
    'cases.saveCaseView': { body: { name: '试探', filters: {}, columns: [], shared: false } },
    'cases.rectifySupervision': { body: { text: '已整改' } },
    'cases.verifySupervision': { body: { passed: true, comment: '核验' } },
    'cases.analyseLinks': { body: { basis: '案件串并规定', days: 90, withinM: 100 } },
    'cases.blowWhistle': { body: { organisationIds: [organisationId], minutes: 60, reason: '联合处置' } },
    'cases.checkInOnSite': { body: { position: places.oldTown } },
    'cases.attachCheckPhoto': {
      body: { fileName: 'a.png', contentType: 'image/png', content: 'iVBORw0KGgo=' },
    },
    'cases.actOnCases': { body: { act: 'urge', ids: [nobodysId], comment: '催办' } },
    'cases.saveCaseClass': { body: { limit } },
    'cases.saveDuty': { body: { ...duty, fromDate: '2025-01-01' } },
    'cases.importDutyFile': { body: { fileName: 'a.csv', content: 'YQ==', commit: false } },
    'cases.createAppraisalRule': { body: rule },
    'cases.changeAppraisalRule': { body: { ...rule, version: 1 } },
    'cases.computeAppraisal': { body: month },
    'cases.getAppraisalReport': { query: 'format=xlsx' },
    'cases.analyseDelays': { query: 'from=2025-06-01T00:00:00Z&to=2025-06-08T00:00:00Z' },
    'cases.giveAppraisalValue': {
      body: { ...month, object: '990102', indicator: 'survey', value: 1, note: '抽查' },
    },
    'cases.drawSpotChecks': { body: { ...month, count: 1, checklist: ['现场已恢复'] } },
    'cases.submitSpotCheck': { body: { items: [{ passed: true }] } },
    'cases.makeAppeal': { body: { ...month, ...appeal } },
    'cases.ruleAppeal': { body: { accept: false, ruling: '不成立' } },
    'cases.createRobot': { body: { name: '机器人', definition } },
    'cases.reviseRobot': { body: { name: '机器人', definition } },
    'cases.tryRobotRows': { body: { fileName: 'a.csv', content: 'YSxiCjEsMg==' } },
    'cases.startRobotBatch': { body: { fileName: 'a.csv', content: 'YSxiCjEsMg==' } },
    'cases.settleRobotRow': { body: { act: 'by-hand', comment: '已办' } },
    'cases.decideRobot': { body: { approve: false, comment: '不批准' } },
    'cases.pauseRobot': { body: { paused: true } },
    ...designInputs(),
    'cases.addRobotSite': { body: { origin: 'http://10.0.0.8', title: '业务系统' } },
  }
}

/** Right inputs of case types the city writes, rules of supervision, funds and openness. */
function designInputs(): Record<string, { query?: string; body?: unknown }> {
  const words = { zh: '试探', en: 'Spy' }
  const limit = { minutes: 60, clock: 'working' }
  const content = { title: words, numberPrefix: 'SP', stages: [], limit, escalation: [], appraisal: [] }
  const supervision = {
    ...{ name: '超期督办', trigger: { kind: 'late', hours: 24 }, caseTypes: [], divisionCode: '990102' },
    ...{ reason: '请限期办结', limit },
  }
  return {
    'cases.saveCaseTypeDraft': { body: { content, note: '' } },
    'cases.tryCaseType': {
      body: { divisionCode: '990102', startTime: '2025-06-03T01:00:00Z', answers: {}, checks: [] },
    },
    'cases.decideCaseType': { body: { approve: true, comment: '同意' } },
    'cases.decideSupervisionRule': { body: { version: 1, approve: true, comment: '同意' } },
    'cases.pauseSupervisionRule': { body: { paused: true } },
    'cases.publishAppraisal': { body: { grade: 'public', note: '公开' } },
    'cases.withdrawPublication': { body: { reason: '撤回' } },
    'cases.createAdoption': {
      body: {
        ...{ kind: 'green', title: '古槐', duty: '浇水', position: places.oldTown, everyDays: 7, points: 5 },
      },
    },
    'cases.recordAdoption': { body: { text: '已浇水' } },
    'cases.reviewAdoptionRecord': { body: { accept: true } },
    'cases.enterPoints': { body: { userId: nobodysId, points: 1, reason: '更正' } },
    'messaging.saveQuota': { body: { channel: 'sms', monthly: 1, whenUsed: 'refuse' } },
    'messaging.savePrice': { body: { channel: 'sms', fromDate: '2025-01-01', fen: 5 } },
    'cases.createSupervisionRule': { body: supervision },
    'cases.changeSupervisionRule': { body: { content: supervision, version: 1 } },
    'cases.computeFunds': {
      body: { title: '资金', bands: [{ from: 0, percent: 100 }], bases: [{ object: '990102', fen: 1 }] },
    },
    'cases.saveOpennessRule': {
      body: {
        ...{ version: 999, eventTypes: [], blurMetres: 500, delayHours: 0, leastInSquare: 1 },
        ...{ pointsEach: 0, dailyCap: 0, monthlyCap: 0 },
      },
    },
  }
}

/** Right inputs of grids, parts, households and forms. */
function gridInputs(): Record<string, { query?: string; body?: unknown }> {
  const gridCode = '990102001001001'
  const time = '2025-06-01T00:00:00Z'
  const [lon, lat] = places.oldTown
  const geometry = {
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [lon + 0.001, lat],
        [lon, lat + 0.001],
        [lon, lat],
      ],
    ],
  }
  const change = {
    kind: 'create',
    communityCode: '990102001001',
    effectiveDate: '2025-06-01',
    reason: '试探',
  }
  const body = { ...change, from: [], to: [{ name: '试探', geometry }] }
  const features = [{ reference: 'S-1', name: '试探', geometry }]
  const fields = [{ title: '试探', kind: 'text' }]
  const form = {
    title: '试探',
    department: '试探',
    basis: '试探',
    frequency: 'once',
    divisions: ['990102'],
    fields,
  }
  return {
    'territory.checkGridChange': { body },
    'territory.changeGrids': { body },
    'territory.findGridAt': { query: `lon=${lon}&lat=${lat}` },
    'territory.saveGridStaff': {
      body: { divisionCode: gridCode, post: 'leader', name: '外人', phone: '1', fromDate: '2025-06-01' },
    },
    'territory.endGridStaff': { body: { toDate: '2025-06-01' } },
    'territory.saveGridLeave': {
      body: { fromDate: '2025-06-01', toDate: '2025-06-02', substituteId: nobodysId },
    },
    'territory.savePatrolPlan': {
      body: {
        gridCode,
        title: '试探',
        timesPerWeek: 1,
        checkpoints: [{ name: '桥', position: places.oldTown }],
      },
    },
    'territory.recordPatrol': {
      body: { key: nobodysId, gridCode, startTime: time, endTime: time, track: [], checkIns: [] },
    },
    'territory.importGridLayer': { body: { department: '部门', title: '图层', owners: ['部门'], features } },
    'territory.ruleGridConflict': { body: { reference: 'S-1', gridCode, ruling: '裁定' } },
    'territory.signGridLayer': { body: { owner: '部门', comment: '同意' } },
    'entities.createPart': { body: { classCode: '0101', position: places.oldTown } },
    'entities.surveyPart': { body: { key: nobodysId, time, state: 'damaged' } },
    'entities.removePart': { body: { date: '2025-06-01', reason: '拆除' } },
    'entities.importParts': { body: { fileName: 'a.csv', content: 'YQ==', commit: false } },
    'entities.saveModule': { body: { title: '自选模块', registers: ['grassroots.school'] } },
    'entities.importRegister': { body: { fileName: 'a.csv', content: 'YQ==', commit: false } },
    'entities.raisePartDispute': { body: { claimedOwner: '单位', reason: '权属不清' } },
    'entities.rulePartDispute': { body: { owner: '单位', ruling: '裁定' } },
    'entities.createPartSurveyTask': { body: { title: '普查', gridCode, dueDate: '2025-06-01' } },
    'entities.createHousehold': { body: { building: '一幢', room: '101', position: places.oldTown } },
    'entities.changeHousehold': { body: { version: 1, facts: { phone: '1' } } },
    'entities.recordVisit': {
      body: { key: nobodysId, householdId: nobodysId, visitTime: time, text: '走访' },
    },
    'entities.enterResident': { body: { householdId: nobodysId, name: '王强' } },
    'entities.resolveFieldConflict': { body: { take: 'office' } },
    'entities.registerFieldForm': { body: form },
    'entities.prefillFieldForm': { query: `entityId=${nobodysId}` },
  }
}

/** Operations on data take plain schemas: what they require can be read from them. */
function dataInput({ query, body }: AnyOperation): { query?: string; body?: unknown } {
  const asked = exampleQuery(query)
  return { ...(asked ? { query: asked } : {}), ...(body ? { body: exampleOf(body) } : {}) }
}

/** A right input for each operation that takes one, about things of 云城区. */
function inputOf(operation: AnyOperation): { query?: string; body?: unknown } {
  const week = 'from=2025-01-01T00:00:00Z&to=2025-01-08T00:00:00Z'
  const inputs: Record<string, { query?: string; body?: unknown }> = {
    'territory.locatePoint': { query: `lon=${places.oldTown[0]}&lat=${places.oldTown[1]}` },
    ...gridInputs(),
    'territory.listCalendarDays': { query: 'year=2025' },
    'sensing.getSeries': { query: week },
    'indicators.getIndicatorHistory': { query: week },
    'maps.getLiveFeatures': { query: 'type=waterlogging.gauge' },
    'platform.openLive': { query: 'topics=events' },
    'platform.putClockForward': { body: { minutes: 1 } },
    'identity.signIn': { body: { account: 'nobody', password: 'nothing' } },
    'identity.createFirstAdministrator': {
      body: { token: 'x', account: 'chief', password: 'correct horse battery' },
    },
    'identity.changeMyPassword': { body: { currentPassword: 'wrong', newPassword: 'another horse battery' } },
    'identity.createUser': {
      body: {
        account: 'spy',
        name: '外人',
        password: 'correct horse battery',
        roles: ['citizen'],
        divisions: ['990102'],
      },
    },
    'identity.changeUser': { body: { name: '外人' } },
    'entities.createEntity': {
      body: {
        type: 'city-base.hydrant',
        reference: 'SPY-1',
        name: '消火栓',
        geometry: { type: 'Point', coordinates: places.oldTown },
      },
    },
    'entities.changeEntity': { body: { version: 1, name: '改名' } },
    'entities.relateEntities': { body: { name: 'near', toId: secrets.entity.id } },
    'entities.checkIdentifier': { body: { kind: 'uscc', value: '91350100M000100Y43' } },
    'entities.linkSource': {
      body: {
        ...{ system: 'spy', sourceId: 'S-1', type: 'city-base.hydrant', name: '消火栓' },
        divisionCode: '990102',
      },
    },
    'entities.resolveSource': { query: 'system=spy&type=city-base.hydrant&sourceId=S-0' },
    'entities.mergeEntities': { body: { mergedId: nobodysId, reason: '同一实体' } },
    'entities.splitEntity': { body: { system: 'spy', sourceId: 'S-0', reason: '误并' } },
    'entities.listDuplicates': { query: 'type=waterlogging.gauge' },
    'sensing.createThing': {
      body: {
        thingType: 'waterlogging.gauge',
        reference: 'SPY-2',
        position: places.oldTown,
        attributes: { point_kind: 'underpass' },
      },
    },
    'sensing.createCredential': { body: { name: 'spy-gauge', kind: 'device', thingIds: [secrets.thing] } },
    ...deviceInputs(),
    ...ruleInputs(),
    ...terminalInputs(),
    ...caseInputs(),
    ...indicatorInputs(),
    'sensing.startScenario': { body: {} },
    'sensing.createProtocolBinding': {
      body: { protocol: 'hj212', address: 'SPY0000001', thingId: secrets.thing },
    },
    'sensing.createExchangePlatform': {
      body: { name: '下级平台', userId: 7, password: 'secret', centreId: 8 },
    },
    'sensing.reportPositions': {
      body: { entityId: secrets.thing, positions: [{ time: '2025-01-02T00:00:00Z', lon: 118.9, lat: 33.4 }] },
    },
    'sensing.getTrack': { query: week },
    'sensing.findPresence': {
      body: {
        ...{
          lon: places.oldTown[0],
          lat: places.oldTown[1],
          radiusM: 500,
          purpose: '核查',
          approver: '主任',
        },
        ...{ from: '2025-01-01T00:00:00Z', to: '2025-01-02T00:00:00Z' },
      },
    },
    'sensing.findNearestUnits': {
      query: `lon=${places.oldTown[0]}&lat=${places.oldTown[1]}&entityType=waterlogging.gauge`,
    },
    'sensing.createTrackRequest': {
      body: {
        question: {
          kind: 'track',
          entityId: secrets.thing,
          from: '2025-01-01T00:00:00Z',
          to: '2025-01-02T00:00:00Z',
        },
        purpose: '试探',
      },
    },
    'sensing.decideTrackRequest': { body: { approve: true } },
    'sensing.createFence': {
      body: {
        ...{ name: '禁区', kind: 'enter', entityTypes: ['city-base.vehicle'] },
        geometry: {
          type: 'Polygon',
          coordinates: [[places.oldTown, [118.91, 33.41], [118.92, 33.4], places.oldTown]],
        },
      },
    },
    'sensing.saveDutyHours': { body: { windows: [] } },
    'sensing.saveTrackRetention': { body: { days: 30 } },
    'events.reportEvent': {
      body: { type: 'city-base.parts-damage', title: '窨井盖破损', position: places.oldTown },
    },
    'events.verifyEvent': { body: { real: true, comment: '属实' } },
    'events.mergeEvent': { body: { intoId: nobodysId } },
    'events.suggestClass': { body: { text: '自来水管破裂' } },
    'events.takeIntake': {
      body: {
        ...{ channel: 'department', sourceSystem: '12319', externalId: 'x-1', title: '窨井盖破损' },
        ...{ type: 'city-base.parts-damage', position: places.oldTown },
      },
    },
    'events.splitReport': { body: { comment: '不是同一处' } },
    'events.classifyEvent': { body: { level: 'yellow' } },
    'events.rateReport': { body: { satisfied: true } },
    'events.blockReporter': { body: { reportId: nobodysId, days: 7, reason: '虚假上报' } },
    'events.appealBlock': { body: { text: '上报属实' } },
    'events.ruleBlockAppeal': { body: { lift: true, answer: '经复核属实' } },
    'events.addIntakeClient': { body: { name: '接入方', channel: 'citizen' } },
    'events.setIntakeClient': { body: { active: true } },
    'events.addExchangePeer': {
      body: { kind: 'lower', name: '下级平台', baseUrl: 'http://127.0.0.1:9' },
    },
    'events.setExchangePeer': { body: { active: false } },
    'events.assignToPeer': { body: { peerId: nobodysId } },
    'events.urgePeer': { body: { comment: '催办' } },
    'events.takeExchange': { body: { key: 'x', messages: [] } },
    'events.takeOpinionTexts': { body: { texts: [spyText] } },
    'events.pushOpinionTexts': { body: { key: 'x', texts: [spyText] } },
    'events.importOpinionFile': { body: { format: 'jsonl', content: '{}' } },
    'indicators.matchNeeds': {
      body: {
        needs: [{ indicator: 'city-base.cases-open', weight: 1 }],
        coverage: [{ indicator: 'city-base.buildings-total', weight: 1 }],
      },
    },
    'events.getOpinionReport': { query: 'kind=day&day=2025-06-03' },
    'events.noteOpinionAct': { body: { kind: 'tracked', text: '试探' } },
    'events.saveOpinionWatch': {
      body: { keywords: ['试探'], exclusions: [], least: 9, factor: 9, active: true },
    },
    'events.draftWarning': { body: warningDraft },
    'events.changeWarningDraft': { body: warningDraft },
    'events.issueWarning': { body: {} },
    'events.rejectWarning': { body: { comment: '不发布' } },
    'events.updateWarning': { body: { level: 'red' } },
    'events.liftWarning': { body: { comment: '解除' } },
    'events.evaluateWarning': { body: { occurredTime: null } },
    'events.importCap': { body: { cap: `<?xml version="1.0"?><alert>${' '.repeat(20)}</alert>` } },
    'events.saveWarningSubscriptions': { body: { divisionCodes: [] } },
    'events.closeEvent': { body: { comment: '关闭' } },
    'ledger.getConsistencyProof': { query: '?from=0&to=0' },
    'ledger.addWitness': { body: { name: '见证机构', publicKey: `04${'ab'.repeat(64)}` } },
    'ledger.setWitness': { body: { active: true } },
    'ledger.cosignTreeHead': { body: { publicKey: `04${'ab'.repeat(64)}`, signature: 'ab'.repeat(20) } },
    'messaging.sendMessage': {
      body: { key: 'x', title: '通知', text: '内容', urgency: 'normal', to: [{ userId: nobodysId }] },
    },
    'messaging.saveLine': {
      body: {
        ...{ number: '12340', title: '试探', skill: '综合', priority: 1, waitLimitSeconds: 60 },
        ...{ menu: [], notice: null, enabled: false },
      },
    },
    'messaging.reportCall': { body: { externalId: 'spy', line: '12345' } },
    'messaging.signalCall': { body: { signal: 'hung-up' } },
    'messaging.noteCall': { body: {} },
    'messaging.transferCall': { body: { skill: '社保', notes: '试探' } },
    'messaging.saveOwnSeat': { body: { state: 'off' } },
    'messaging.saveSeat': { body: { extension: '8000', skills: [] } },
    'messaging.suggestForTicket': { query: 'text=停水' },
    'messaging.sampleCalls': { body: { count: 1 } },
    'messaging.scoreCheck': { body: { score: 80, remark: '' } },
    'messaging.appealCheck': { body: { reason: '试探' } },
    'messaging.createTicket': { body: { category: 'consult', title: '试探', text: '', answer: '试探' } },
    'messaging.linkTicket': { body: {} },
    'messaging.rateTicket': { body: { callerId: nobodysId, solved: true, attitude: 'satisfied' } },
    'messaging.addKnowledge': { body: spyKnowledge },
    'messaging.changeKnowledge': { body: spyKnowledge },
    'messaging.saveDeskLayout': { body: { sections: ['todos'], favourites: [] } },
    'messaging.notePageUse': { body: { page: 'cases' } },
    'messaging.countRecipients': { body: { to: [{ area: '990103' }] } },
    'messaging.saveRecipientTag': { body: { tag: '试探', userIds: [] } },
    'messaging.offerTodo': {
      body: { source: 'spy', key: '1', userId: nobodysId, title: '试探', state: 'open' },
    },
    'messaging.reconcileTodos': { body: { open: [] } },
    'messaging.reportGap': { body: { question: '试探' } },
    'messaging.createTemplate': { body: spyTemplate },
    'messaging.reviseTemplate': { body: spyTemplate },
    'messaging.decideTemplate': { body: { approve: true, comment: '试探' } },
    'messaging.previewTemplate': { body: { values: {} } },
    'messaging.sendFromTemplate': {
      body: { key: 'x', values: {}, urgency: 'normal', to: [{ userId: nobodysId }] },
    },
    'messaging.subscribePush': {
      body: { endpoint: 'https://push.example/x', keys: { p256dh: 'AA', auth: 'AA' } },
    },
    'messaging.unsubscribePush': { body: { endpoint: 'https://push.example/x' } },
    'messaging.saveDeskSettings': { body: { favourites: [] } },
    'identity.switchPost': { body: { id: null } },
    'identity.addUserPost': {
      body: { title: '试探', organisationId: nobodysId, roles: ['citizen'], divisions: ['990102'] },
    },
    'identity.createDelegation': {
      body: {
        ...{ toUserId: nobodysId, permissions: ['cases.work'], reason: '试探' },
        ...{ startTime: '2025-06-01T00:00:00Z', endTime: '2025-06-02T00:00:00Z' },
      },
    },
    'messaging.savePreferences': { body: { quiet: null, without: [] } },
    'messaging.saveQuietHours': { body: { from: '22:00', to: '07:00', enabled: true } },
    'messaging.reportReceipt': { body: { deliveryId: nobodysId, state: 'delivered' } },
    ...commandInputs(),
    'cases.openCase': { body: { eventId: secrets.event } },
    'cases.checkCase': { body: { passed: true, comment: '通过' } },
    'cases.attachEvidence': {
      body: { fileName: 'a.png', contentType: 'image/png', content: 'iVBORw0KGgo=' },
    },
    'cases.completeTask': { body: { form: {} } },
    'cases.returnTask': { body: { reason: '不属本单位' } },
    'cases.assignTask': { body: { organisationId: '00000000-0000-7000-8000-000000000005' } },
  }
  const found =
    inputs[operation.id] ??
    warningInputs[operation.id] ??
    (/^(data|identity|services)\./.test(operation.id) ? dataInput(operation) : undefined)
  if (!found && operation.body) throw new Error(`${operation.id} takes a body: say here which one is right`)
  return found ?? {}
}

async function call(operation: AnyOperation, token: string | null) {
  const { query, body } = inputOf(operation)
  const path = fill(operation) + (query ? `?${query}` : '')
  if (operation.id !== 'platform.openLive') return request(operation.method, path, token, body)
  const stop = new AbortController()
  const headers = token ? { authorization: `Bearer ${token}` } : undefined
  const response = await fetch(city.url + path, { headers, signal: stop.signal })
  stop.abort()
  return { status: response.status, body: null }
}

const sessions = new Map<string, Promise<string>>()

/** The session of somebody of this role and division: one for all operations, but for those that may end it. */
function tokenOf(role: string, division: string, { id }: AnyOperation): Promise<string> {
  const begin = async () =>
    (await city.signedInAs(role, { divisions: [division] })).options.token?.() as string
  if (id.startsWith('identity.')) return begin()
  const key = `${role} ${division}`
  const known = sessions.get(key) ?? begin()
  sessions.set(key, known)
  return known
}

/** About the platform or about the caller, not about a place: seen by everyone who has the permission. */
const ofNoPlace = new Set([
  ...[
    'sensing.listRejections',
    // Case types are of the city; cases of them have places.
    'cases.saveCaseTypeDraft',
    // To-dos are of people, told by the system they come from.
    'messaging.reconcileTodos',
    'sensing.listCredentials',
    'sensing.createCredential',
    'sensing.revokeCredential',
    'sensing.saveTrackRetention',
    'sensing.rotateCredential',
    'sensing.changeCredential',
  ],
  // Windows and materials are of the city’s one hall and one directory.
  ...['services.saveServiceWindow', 'services.callNextTicket', 'services.saveServiceMaterial'],
  'entities.listContextSources',
  ...indicatorsOfNoPlace,
  // Device models, packs and profiles are of the whole city.
  ...['sensing.saveModelDraft', 'sensing.publishModel', 'sensing.installPack', 'sensing.publishProfile'],
  ...['sensing.startScenario', 'sensing.stopScenario', 'sensing.reportSimulatorSeen', 'platform.getTrace'],
])

it('publishes every operation of the contract with its permission, each bound', () => {
  for (const operation of operations) {
    expect(published[operation.path]?.[operation.method.toLowerCase()]).toMatchObject({
      operationId: operation.id,
      'x-permission': operation.permission,
    })
  }
  expect(city.kernel.http.unbound()).toEqual([])
})

describe.each(operations.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  it.skipIf(operation.permission === 'public')('refuses nobody with 401', async () => {
    const { status, body } = await call(operation, null)
    expect(status).toBe(401)
    if (body) expect(body).toMatchObject({ code: 'not-signed-in' })
  })

  it.skipIf(['public', 'signed-in', 'events.report'].includes(operation.permission))(
    'refuses a person without the permission',
    async () => {
      // Citizens may apply; a machine may not.
      const role = operation.permission === 'services.apply' ? 'simulator' : 'citizen'
      const { status, body } = await call(operation, await tokenOf(role, '990102', operation))
      expect(status).toBe(403)
      expect(body).toMatchObject({ code: 'not-permitted' })
    },
  )

  it.skipIf(operation.permission === 'public' || ofNoPlace.has(operation.id))(
    'tells nothing of another division',
    async () => {
      const { status, body } = await call(operation, await tokenOf('administrator', '990103', operation))
      const text = typeof body === 'string' ? body : JSON.stringify(body ?? {})
      expect(text).not.toContain('云城机密')
      if (status < 400)
        for (const secret of [secrets.event, secrets.case, secrets.task]) expect(text).not.toContain(secret)
      if (operation.method !== 'GET' && fill(operation) !== operation.path)
        expect(status).toBeGreaterThanOrEqual(400)
    },
  )
})
