import type { EntityChange } from '@civitas/contract'
import type { Instance } from '../representation/model.ts'
import type { Subscription, Trigger } from './model.ts'

const datasetOf = (one: Instance) => one.datasetId ?? ''

/** What happened to one attribute: an instance that is gone counts as deleted, a new one as created. */
function triggersOf(before: Instance[] | undefined, after: Instance[] | undefined): Trigger[] {
  if (!before?.length) return ['attributeCreated']
  if (!after?.length) return ['attributeDeleted']
  const [old, next] = [new Set(before.map(datasetOf)), new Set(after.map(datasetOf))]
  if (before.some((one) => !next.has(datasetOf(one)))) return ['attributeDeleted']
  return after.some((one) => !old.has(datasetOf(one)))
    ? ['attributeCreated', 'attributeUpdated']
    : ['attributeUpdated']
}

type Changed = Pick<EntityChange, 'act' | 'attributes' | 'before' | 'after'>

/** Whether a change is of a kind and of an attribute a subscription wants to hear of (5.2.12). */
export function isTriggered({ triggers, watched }: Subscription, change: Changed): boolean {
  const concerned = watched ? change.attributes.filter((key) => watched.has(key)) : change.attributes
  if (change.act === 'removed') {
    if (triggers.has('entityDeleted')) return true
    return triggers.has('attributeDeleted') && concerned.length > 0
  }
  if (watched && concerned.length === 0) return false
  if (change.act === 'created')
    return triggers.has('entityCreated') || (triggers.has('attributeCreated') && concerned.length > 0)
  if (triggers.has('entityUpdated')) return true
  const [before, after] = [change.before, change.after] as Array<Record<string, Instance[]>>
  return concerned.some((key) => triggersOf(before?.[key], after?.[key]).some((one) => triggers.has(one)))
}
