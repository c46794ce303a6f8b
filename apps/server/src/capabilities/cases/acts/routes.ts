import * as contract from '@civitas/contract'
import type { CallerContext } from '../../../kernel/http/request.ts'
import { type Actor, actorOf, type CasesParts } from '../publish-case.ts'
import { channelOf } from '../rules.ts'
import * as handle from '../tasks/handle-task.ts'
import { actOnMany } from './batch.ts'
import { blowWhistle } from './blow-whistle.ts'
import * as change from './change-case.ts'
import * as dispatch from './dispatch-task.ts'
import * as pause from './pause-case.ts'
import * as supervise from './supervise-case.ts'
import { listSupervisions } from './supervision-store.ts'
import { undoAct } from './undo-act.ts'

export function whoIs({ principal, raw }: CallerContext): Actor {
  return actorOf(principal, channelOf(raw.headers.referer))
}

/** Who acts on which case or task, on the version they have seen. */
function actOf(id: string, context: CallerContext, version?: number) {
  return { id, by: context.principal, actor: whoIs(context), version }
}

export function bindActs(parts: CasesParts): void {
  bindTaskActs(parts)
  bindCaseActs(parts)
  bindRequests(parts)
  bindSupervision(parts)
}

function bindTaskActs(parts: CasesParts): void {
  const { http } = parts.kernel
  http.bind(contract.assignTask, ({ params, body: { version, ...body } }, context) =>
    dispatch.assignTask(parts, actOf(params.id, context, version), body),
  )
  http.bind(contract.returnTask, ({ params, body }, context) =>
    dispatch.returnTask(parts, actOf(params.id, context, body.version), body.reason),
  )
  http.bind(contract.ruleTask, ({ params, body }, context) =>
    dispatch.ruleTask(parts, actOf(params.id, context, body.version), body),
  )
  http.bind(contract.inviteAssistant, ({ params, body }, context) =>
    dispatch.inviteAssistant(parts, actOf(params.id, context), body),
  )
  http.bind(contract.urgeTask, ({ params, body }, context) =>
    dispatch.urgeTask(parts, actOf(params.id, context, body.version), body.reason),
  )
  http.bind(contract.escalateCase, ({ params, body }, context) =>
    dispatch.escalateTask(parts, actOf(params.id, context, body.version), body.reason),
  )
  http.bind(contract.signTask, ({ params }, context) => handle.signTask(parts, actOf(params.id, context)))
  http.bind(contract.checkInOnSite, ({ params, body }, context) =>
    handle.checkInOnSite(parts, actOf(params.id, context), body.position),
  )
}

function bindCaseActs(parts: CasesParts): void {
  const { http } = parts.kernel
  http.bind(contract.classifyCase, ({ params, body }, context) =>
    change.classifyCase(parts, actOf(params.id, context, body.version), body),
  )
  http.bind(contract.cancelCase, ({ params, body }, context) =>
    change.cancelCase(parts, actOf(params.id, context, body.version), body.reason),
  )
  http.bind(contract.reopenCase, ({ params, body }, context) =>
    change.reopenCase(parts, actOf(params.id, context, body.version), body.reason),
  )
  http.bind(contract.mergeCases, ({ params, body }, context) =>
    change.mergeCases(parts, actOf(params.id, context, body.version), body),
  )
  http.bind(contract.unmergeCase, ({ params, body }, context) =>
    change.unmergeCase(parts, actOf(params.id, context, body.version), body.reason),
  )
  http.bind(contract.undoCaseAct, ({ params, body }, context) =>
    undoAct(parts, actOf(params.id, context, body.version), body.entryId),
  )
  http.bind(contract.instructCase, ({ params, body }, context) =>
    change.instructCase(parts, actOf(params.id, context), body.text),
  )
  http.bind(contract.blowWhistle, ({ params, body }, context) =>
    blowWhistle(parts, actOf(params.id, context, body.version), body),
  )
  http.bind(contract.actOnCases, ({ body }, context) =>
    actOnMany(parts, body, { by: context.principal, actor: whoIs(context) }),
  )
}

function bindRequests(parts: CasesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.requestDelay, ({ params, body }, context) =>
    pause.askFor(parts, actOf(params.id, context), { kind: 'delay', ...body }),
  )
  http.bind(contract.requestSuspension, ({ params, body }, context) =>
    pause.askFor(parts, actOf(params.id, context), { kind: 'suspension', ...body }),
  )
  http.bind(contract.listCaseRequests, ({ query }, { principal }) =>
    pause.listRequests(db, query, principal.scope),
  )
  http.bind(contract.decideCaseRequest, ({ params, body }, context) =>
    pause.decideRequest(parts, params.id, body, context.principal, whoIs(context)),
  )
  http.bind(contract.resumeCase, ({ params, body }, context) =>
    pause.resumeCase(parts, actOf(params.id, context, body.version), body.reason),
  )
}

function bindSupervision(parts: CasesParts): void {
  const { http } = parts.kernel
  http.bind(contract.issueSupervision, ({ params, body }, context) =>
    supervise.issueSupervision(parts, actOf(params.id, context), body),
  )
  http.bind(contract.listSupervisions, ({ query }, { principal }) =>
    listSupervisions(parts, query, principal),
  )
  http.bind(contract.issueLetter, ({ body }, context) =>
    supervise.issueLetter(parts, { by: context.principal, actor: whoIs(context) }, body),
  )
  http.bind(contract.rectifySupervision, ({ params, body }, context) =>
    supervise.rectifySupervision(parts, actOf(params.id, context), body.text),
  )
  http.bind(contract.verifySupervision, ({ params, body }, context) =>
    supervise.verifySupervision(parts, actOf(params.id, context), body),
  )
}
