import * as contract from '@civitas/contract'
import type { Identity } from '../identity/index.ts'
import * as evaluations from './evaluation/manage-evaluations.ts'
import * as peers from './evaluation/peers.ts'
import * as briefs from './leader/briefs.ts'
import * as instructions from './leader/instructions.ts'
import { listInstructionRows } from './leader/store.ts'
import * as watches from './leader/watches.ts'
import { matchAreas } from './needs/match-needs.ts'
import * as memos from './options/manage-memos.ts'
import * as policies from './policies/compare-policy.ts'
import type { ReadParts } from './read-indicators.ts'
import * as relations from './relations/relate-series.ts'
import * as walls from './scenes/manage-walls.ts'
import * as surveys from './surveys/manage-surveys.ts'

/** Binds instructions, watch lists, briefs, walls and surveys. */
export function bindLeader(parts: ReadParts, identity: Identity): void {
  bindInstructions(parts, identity)
  bindBriefs(parts)
  bindWalls(parts)
  bindSurveys(parts)
  bindDecisions(parts, identity)
  bindEvaluations(parts, identity)
}

function bindInstructions(parts: ReadParts, identity: Identity): void {
  const { http, db, clock, messages, jobs } = parts.kernel
  http.bind(contract.listInstructions, ({ query }) => listInstructionRows(db, { ...query, now: clock.now() }))
  http.bind(contract.issueInstruction, ({ body }, { principal }) =>
    instructions.issueOne(parts, identity, body, principal),
  )
  http.bind(contract.addToInstruction, ({ params, body }, { principal }) =>
    instructions.addTo(parts, params.id, body.text, principal),
  )
  http.bind(contract.closeInstruction, ({ params, body }, { principal }) =>
    instructions.closeOne(parts, params.id, body.comment, principal),
  )
  http.bind(contract.listWatches, (_, { principal }) => watches.listOwn(parts, principal))
  http.bind(contract.addWatch, ({ body }, { principal }) => watches.addOne(parts, body, principal))
  http.bind(contract.removeWatch, ({ params }, { principal }) =>
    watches.removeOne(parts, params.id, principal),
  )
  messages.subscribe(
    'indicators.tell-watchers',
    contract.indicatorChanged,
    (tx, { body }) => watches.tellWatchers(parts, tx, body.id, body.value),
    { together: true, when: ({ value }) => value.value !== null },
  )
  jobs.every('indicators-overdue-instructions', '* * * * *', () => instructions.tellOverdue(parts))
}

function bindBriefs(parts: ReadParts): void {
  const { http } = parts.kernel
  http.bind(contract.listBriefs, ({ query }) => briefs.listAll(parts, query))
  http.bind(contract.makeBrief, ({ body }, { principal }) => briefs.makeOne(parts, body, principal))
  http.bind(contract.getBrief, ({ params }) => briefs.getOne(parts, params.id))
  http.bind(contract.editBrief, ({ params, body }) => briefs.editOne(parts, params.id, body))
}

function bindWalls(parts: ReadParts): void {
  const { http } = parts.kernel
  http.bind(contract.getWall, ({ params }) => walls.readWall(parts, params.id))
  http.bind(contract.saveScene, ({ params, body }, { principal }) =>
    walls.saveScene(parts, params.id, body, principal),
  )
  http.bind(contract.switchScene, ({ params, body }, { principal }) =>
    walls.switchScene(parts, params.id, body, principal),
  )
  http.bind(contract.scheduleScene, ({ params, body }, { principal }) =>
    walls.scheduleScene(parts, params.id, body, principal),
  )
  http.bind(contract.cancelScheduledScene, ({ params }, { principal }) =>
    walls.cancelVisit(parts, params.id, params.entry, principal),
  )
}

function bindSurveys(parts: ReadParts): void {
  const { http } = parts.kernel
  http.bind(contract.listSurveys, ({ query }, { principal }) => surveys.listAll(parts, query, principal))
  http.bind(contract.saveSurvey, ({ body }) => surveys.saveOne(parts, body))
  http.bind(contract.steerSurvey, ({ params, body }) => surveys.steerOne(parts, params.id, body.state))
  http.bind(contract.answerSurvey, ({ params, body }, { principal }) =>
    surveys.answerOne(parts, params.id, body, principal),
  )
  http.bind(contract.getSurveyResult, ({ params }) => surveys.resultOf(parts, params.id))
}

function bindDecisions(parts: ReadParts, identity: Identity): void {
  const { http } = parts.kernel
  http.bind(contract.comparePolicy, ({ body }, { principal }) => policies.compare(parts, body, principal))
  http.bind(contract.listPolicyComparisons, ({ query }, { principal }) =>
    policies.listAll(parts, query, principal),
  )
  http.bind(contract.getPolicyComparison, ({ params }, { principal }) =>
    policies.getOne(parts, params.id, principal),
  )
  http.bind(contract.compareSeasons, ({ params, query }, { principal }) =>
    policies.seasons(parts, params.id, query.division, principal),
  )
  http.bind(contract.relateSeries, ({ body }, { principal }) => relations.relate(parts, body, principal))
  http.bind(contract.listRelations, ({ query }, { principal }) => relations.listAll(parts, query, principal))
  http.bind(contract.getRelation, ({ params }, { principal }) =>
    relations.getOne(parts, params.id, principal),
  )
  http.bind(contract.matchNeeds, ({ body }, { principal }) => matchAreas(parts, body, principal))
  http.bind(contract.listDecisionMemos, ({ query }) => memos.listAll(parts, query))
  http.bind(contract.writeDecisionMemo, ({ body }, { principal }) => memos.writeOne(parts, body, principal))
  http.bind(contract.getDecisionMemo, ({ params }) => memos.getOne(parts, params.id))
  http.bind(contract.decideMemo, ({ params, body }, { principal }) =>
    memos.decideOne(parts, identity, { id: params.id, body, principal }),
  )
}

function bindEvaluations(parts: ReadParts, identity: Identity): void {
  const { http } = parts.kernel
  http.bind(contract.listEvaluations, ({ query }) => evaluations.listAll(parts, query))
  http.bind(contract.saveEvaluation, ({ body }, { principal }) => evaluations.saveOne(parts, body, principal))
  http.bind(contract.getEvaluation, ({ params }) => evaluations.getOne(parts, params.id))
  http.bind(contract.assignEvaluationItem, ({ params, body }) =>
    evaluations.assignItem(parts, identity, params, body),
  )
  http.bind(contract.giveEvaluationEvidence, ({ params, body }, { principal }) =>
    evaluations.giveEvidence(parts, params, body, principal),
  )
  http.bind(contract.reviewEvaluationEvidence, ({ params, body }, { principal }) =>
    evaluations.reviewEvidence(parts, params.id, body, principal),
  )
  http.bind(contract.getEvaluationEvidence, async ({ params }, { reply }) => {
    const { name, content } = await evaluations.readEvidence(parts, params.id)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    return content as unknown as Uint8Array
  })
  http.bind(contract.importPeerValues, ({ params, body }, { principal }) =>
    peers.importPeers(parts, params.id, body.tsv, principal),
  )
  http.bind(contract.comparePeers, ({ params }) => peers.comparePeers(parts, params.id))
  http.bind(contract.orderImprovement, ({ params, body }, { principal }) =>
    evaluations.orderImprovement(parts, identity, { params, body, principal }),
  )
}
