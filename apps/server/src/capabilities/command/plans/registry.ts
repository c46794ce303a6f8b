import type { PlanDocument, PostHolder } from '@civitas/contract'
import type { DomainRegistry, Plan } from '@civitas/domain-kit'
import type { Queryable } from '../../../kernel/db/database.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { findContacts, toAddressee } from '../duty/contacts.ts'
import * as store from './store.ts'

/** Reads the plans the domains declare into the registry, each once; afterwards they are kept here. */
export async function readDeclaredPlans(kernel: Kernel, domains: DomainRegistry): Promise<void> {
  await kernel.db.transaction(async (tx) => {
    for (const plan of domains.list('plans')) {
      const approvedBy = plan.levels.at(-1)?.approvedBy ?? ''
      const one = {
        planId: plan.id,
        document: toDocument(plan),
        reviewDate: plan.reviewDate ?? null,
        approvedBy,
      }
      await store.ensurePlan(tx, one, kernel.clock.now())
    }
  })
}

/** The declaration of a plan in the words of the registry; a task of a duty item gets a post of the same name. */
function toDocument(plan: Plan): PlanDocument {
  const items = new Set(
    plan.levels.flatMap(({ tasks }) => tasks.flatMap((one) => (one.post ? [] : [one.item ?? '']))),
  )
  const ownPosts = [...items].map((id) => ({ id, title: { zh: id, en: id }, organisation: '' }))
  return {
    title: plan.title,
    legalBasis: plan.legalBasis,
    incidentKind: plan.incidentKind ?? null,
    scope: plan.scope ?? plan.title,
    text: [...(plan.text ?? [])],
    filingNumber: plan.filingNumber ?? null,
    ...(plan.publicNotice ? { publicNotice: plan.publicNotice } : {}),
    posts: [...(plan.posts ?? []), ...ownPosts],
    phases: [...(plan.phases ?? [])],
    attachments: [...(plan.attachments ?? [])],
    levels: plan.levels.map(({ level, approvedBy, triggers, tasks, needs }) => ({
      level,
      approvedBy,
      triggers: triggers.flatMap((one) =>
        one.kind === 'event' ? [{ eventType: one.eventType, minLevel: one.minLevel, count: one.count }] : [],
      ),
      tasks: tasks.map((one) => ({
        title: one.title,
        post: one.post ?? one.item ?? null,
        phase: one.phase ?? null,
        withinMinutes: one.withinMinutes,
        output: one.output ?? null,
        isPublic: one.isPublic ?? false,
      })),
      needs: [...(needs ?? [])],
    })),
  }
}

/** Every post of a plan with today’s holder; none: the post is vacant. */
export async function resolvePosts(
  db: Queryable,
  planId: string,
  document: PlanDocument,
  now: Date,
): Promise<PostHolder[]> {
  const holders = await store.listHolders(
    db,
    planId,
    document.posts.map((one) => one.id),
    now,
  )
  const contacts = new Map(
    (
      await findContacts(
        db,
        holders.map((one) => one.contact_id),
      )
    ).map((one) => [one.id, one]),
  )
  return document.posts.map(({ id, title, organisation }) => {
    const found = holders.find((one) => one.post === id)
    const contact = found && contacts.get(found.contact_id)
    return {
      ...{ post: id, title, organisation },
      holder: contact ? toAddressee(contact) : null,
      from: contact && found ? found.origin : null,
    }
  })
}

/** The day in the city, `2025-06-01`. */
export function todayOf(now: Date): string {
  return new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}
