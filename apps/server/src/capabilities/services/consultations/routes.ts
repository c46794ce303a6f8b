import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as consult from './consult.ts'
import { askQuestion, handleQuestion, toQuestion } from './questions.ts'
import { type Eyes, listQuestions } from './questions-store.ts'
import * as store from './store.ts'

/** Binds consultations and questions to the city’s units (SOC-024). */
export function bindConsultations(parts: ServicesParts): void {
  bindPublic(parts)
  bindKeepers(parts)
  bindQuestions(parts)
}

function bindPublic(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listConsultations, async ({ query }, { principal }) => {
    const { items, total } = await store.listConsultations(db, query, dayOf(clock.now()))
    const keeps = principal !== null && hasPermission(principal, 'services.edit')
    const show = keeps ? consult.toConsultation : consult.toPublic
    return { items: items.map((row) => show(parts, row)), total }
  })
  http.bind(contract.getConsultation, async ({ params }, { principal }) => {
    const row = await consult.getConsultation(db, params.id)
    const keeps = principal !== null && hasPermission(principal, 'services.edit')
    return keeps ? consult.toConsultation(parts, row) : consult.toPublic(parts, row)
  })
  http.bind(contract.giveOpinion, ({ params, body }, { principal }) =>
    consult.giveOpinion(parts, principal, params.id, body),
  )
}

function bindKeepers(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.openConsultation, ({ body }, { principal }) =>
    consult.openConsultation(parts, principal, body),
  )
  http.bind(contract.endConsultation, ({ params }, { principal }) =>
    consult.endConsultation(parts, principal, params.id),
  )
  http.bind(contract.listOpinions, async ({ params, query }, { principal }) => {
    const row = await consult.getKept(parts, principal, params.id)
    const { items, total } = await store.listOpinions(db, row.id, query)
    return { items: items.map(consult.toOpinion), total }
  })
  http.bind(contract.suggestOpinionGroups, ({ params }, { principal }) =>
    consult.groupOpinions(parts, principal, params.id),
  )
  http.bind(contract.moveOpinion, ({ params, body }, { principal }) =>
    consult.moveOpinion(parts, principal, params.id, body),
  )
  http.bind(contract.answerOpinionGroup, async ({ params, body }, { principal }) => {
    await consult.answerGroup(parts, principal, params.id, body)
    return { done: true as const }
  })
  http.bind(contract.summariseConsultation, ({ params, body }, { principal }) =>
    consult.summarise(parts, principal, params.id, body),
  )
}

function bindQuestions(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  const page = async (query: Parameters<typeof listQuestions>[1], eyes: Eyes) => {
    const { items, total } = await listQuestions(db, query, eyes, clock.now())
    return { items: items.map((row) => toQuestion(parts, row, eyes === 'published')), total }
  }
  http.bind(contract.askQuestion, ({ body }, { principal }) => askQuestion(parts, principal, body))
  http.bind(contract.listMyQuestions, ({ query }, { principal }) => page(query, { userId: principal.userId }))
  http.bind(contract.listAnswers, ({ query }) => page(query, 'published'))
  http.bind(contract.listQuestions, ({ query }, { principal }) =>
    page(
      query,
      hasPermission(principal, 'services.publish') ? 'all' : { organisationId: principal.organisationId },
    ),
  )
  http.bind(contract.handleQuestion, ({ params, body }, { principal }) =>
    handleQuestion(parts, principal, params.id, body),
  )
}
