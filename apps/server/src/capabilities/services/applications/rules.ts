import type { HandlingState, ItemContent, MaterialState, ServiceMaterial } from '@civitas/contract'
import { type Facts, holds } from '../decisions/feel.ts'

/** Working days an office has to answer a submission; then it counts as accepted (行政许可法第三十二条). */
export const acceptDays = 5
/** Working days from the decision to the delivery (行政许可法第四十四条). */
export const deliverDays = 10
/** A firm or person waits so long for its own correction before it is taken as withdrawn, working days. */
export const correctionDays = 30

/** How a material of a draft is met, as it is kept with the application. */
export interface Held {
  by: 'licence' | 'earlier' | 'upload'
  reference: string
  fileId: string | null
  licenceId?: string
}

type Content = Pick<ItemContent, 'materials'>

/** Each material of the item that applies in this situation, with how it is met. */
export function materialStates(
  content: Content,
  given: {
    materials: readonly ServiceMaterial[]
    facts: Facts
    held: Readonly<Record<string, Held>>
    /** Values of the subject the city has checked, by path. */
    known: (path: string) => string | null
    /** Codes that may be made up later. */
    later?: readonly string[]
  },
): MaterialState[] {
  const byCode = new Map(given.materials.map((one) => [one.code, one]))
  return content.materials
    .filter((one) => holds(one.when, given.facts))
    .map(({ material, required, core }) => {
      const about = byCode.get(material)
      const state = {
        ...{ material, title: about?.title ?? material, source: about?.source ?? '', required, core },
      }
      const held = given.held[material]
      if (held)
        return { ...state, by: held.by, says: says[held.by], reference: held.reference, fileId: held.fileId }
      const fact = about?.dataCheck ? given.known(about.dataCheck) : null
      if (fact) return { ...state, by: 'data', says: '免提交（数据核验）', reference: fact, fileId: null }
      const isLater = given.later?.includes(material) && !core
      return {
        ...{ ...state, by: isLater ? 'made-up-later' : 'missing', reference: null, fileId: null },
        says: isLater ? '容缺，待补' : whyNeeded(about, required),
      }
    })
}

const says = {
  licence: '免提交（电子证照）',
  earlier: '免提交（使用以前上传的材料）',
  upload: '已上传',
} as const

function whyNeeded(about: ServiceMaterial | undefined, required: boolean): string {
  if (!required) return '可不提供'
  if (about?.licenceType) return '证照库中没有您的有效电子证照，请上传'
  if (about?.dataCheck) return '未能通过数据核验，请上传'
  return '由申请人自备，请上传'
}

/** Required materials nothing meets yet. */
export function missingMaterials(states: readonly MaterialState[]): MaterialState[] {
  return states.filter((one) => one.required && one.by === 'missing')
}

/** Lamp of an application: yellow when the last fifth of the limit runs or it was deemed accepted, red when it has passed. */
export function cardOf(given: {
  state: HandlingState
  isDeemed: boolean
  usedDays: number
  limitDays: number
}): 'yellow' | 'red' | null {
  const running = ['waiting', 'examining', 'suspended', 'deciding'].includes(given.state)
  if (given.limitDays > 0 && given.usedDays > given.limitDays) return 'red'
  if (given.isDeemed) return 'yellow'
  return running && given.limitDays > 0 && given.usedDays >= given.limitDays * 0.8 ? 'yellow' : null
}

/** Which states an act may be taken in. */
export const actsIn: Readonly<Record<string, readonly HandlingState[]>> = {
  save: ['draft', 'correcting', 'examining', 'suspended', 'deciding', 'granted'],
  submit: ['draft', 'correcting'],
  withdraw: ['draft', 'waiting', 'correcting', 'examining', 'suspended', 'deciding'],
  intake: ['waiting'],
  suspend: ['examining', 'deciding'],
  resume: ['suspended'],
  extend: ['examining', 'suspended', 'deciding'],
  decide: ['deciding'],
  deliver: ['granted', 'refused'],
}

/** Steps that may begin: those whose forerunners are done. */
export function stepsToOpen(
  tasks: readonly { step: string; state: string; after: readonly string[] }[],
): string[] {
  const done = new Set(
    tasks.filter((one) => one.state === 'done' || one.state === 'silent').map((one) => one.step),
  )
  const exists = new Set(tasks.map((one) => one.step))
  return tasks
    .filter(
      (one) => one.state === 'waiting' && one.after.every((step) => done.has(step) || !exists.has(step)),
    )
    .map((one) => one.step)
}

/** A number of a person or firm with its middle hidden. */
export function maskSubjectNumber(number: string): string {
  return number.length < 8
    ? '****'
    : `${number.slice(0, 4)}${'*'.repeat(number.length - 8)}${number.slice(-4)}`
}
