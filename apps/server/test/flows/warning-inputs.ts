const warningModel = {
  ...{ name: '试探模型', series: { indicator: 'city-base.events-today' }, step: 'day', kind: 'anomaly' },
  ...{ side: 'above', season: 'none', historyDays: 30, leastSpread: 1, window: 6, horizon: 3, hold: 1 },
  ...{ levels: [{ level: 'blue', at: 3 }], truth: { kind: 'limit', limit: 9 }, leadSteps: 1 },
  warning: {
    ...{ category: 'Safety', eventName: '试探', instruction: '', channels: ['app'] },
    ...{ validHours: 1, verifyMinutes: 5 },
  },
}

const card = {
  ...{ hazards: '', signal: '', shelter: '', route: '' },
  posts: [{ id: 'head', title: '负责人', contactId: null }],
  steps: [{ text: '试探', post: 'head', withinMinutes: 5 }],
}

/** Right inputs of operations about warning models, evidence of public talk, maps of reach, consultations and the library. */
export const warningInputs: Record<string, { body: unknown }> = {
  'events.writeWarningModel': { body: warningModel },
  'events.changeWarningModel': { body: warningModel },
  'events.switchWarningModel': { body: { active: true } },
  'events.noteOpinionGone': { body: { note: '已删除' } },
  'events.keepOpinionEvidence': {
    body: { url: 'https://spy.example', fileName: 'a.txt', contentType: 'text/plain', content: 'c3B5IQ==' },
  },
  'command.addLibraryCase': {
    body: {
      ...{ title: '试探', kind: 'emergency.flood', happenedTime: '2020-01-01T00:00:00Z', place: '邻市' },
      ...{ summary: '试探', lessons: '试探' },
    },
  },
  'command.addPlanCard': {
    body: { planId: 'emergency.flood', kind: 'village', subject: '试探', divisionCode: '990102001' },
  },
  'command.savePlanCard': { body: { version: 1, document: card, reviewDate: '2999-01-01' } },
  'command.changePublicNotice': {
    body: { title: '情况通报', body: '试探着写的一条公开信息。', submit: false },
  },
  'command.decidePublicNotice': { body: { approve: false, comment: '退回' } },
  'command.placeInCallTree': { body: { place: 'top' } },
  'command.startCallTest': { body: { waitMinutes: 5 } },
  'command.answerTestCall': { body: {} },
  'command.tellReport': { body: { version: 1 } },
  'command.mapReach': {
    body: { title: '试探', types: ['emergency.store'], pace: 'drive', minutes: [5] },
  },
  'command.mapSites': {
    body: { title: '试探', pace: 'drive', criteria: [{ kind: 'people', weight: 1, radiusM: 500 }] },
  },
  'command.callConsultation': {
    body: { title: '会商', subject: '试探', contactIds: ['00000000-0000-7000-8000-0000000000ff'] },
  },
}
