import type { LocalText } from './text.ts'

/** A register of areas a proposal is laid over, and what it means to lie on one of them. */
export type PlanCheck = {
  /** Register of polygons, qualified. */
  readonly entityType: string
  /** Only areas of the register that say so. */
  readonly where?: { readonly attribute: string; readonly value: string }
  /** Name of the layer in the report. */
  readonly layer: string
  /** Who answers for the layer, as the city names it. */
  readonly organisation: string
  /** `forbid` keeps the first stage from being filed, `notice` is only told. */
  readonly effect: 'forbid' | 'notice'
}

/** A stage of approval: one leading organisation, one form and one list of materials, which its bundle is. */
export type ProjectStage = {
  readonly id: string
  readonly title: LocalText
  readonly lead: string
  /** Working days of government. */
  readonly limitDays: number
  /** Bundle of the same domain that is the stage. */
  readonly bundle: string
  /** Items that are decided, or promised, before the next stage opens. */
  readonly mandatory: readonly string[]
  /** Mandatory items a builder may promise to bring later. */
  readonly promisable?: readonly string[]
}

/** 工程建设项目类型: how projects of one kind come from planning to completion. */
export type ProjectType = {
  readonly id: string
  readonly title: LocalText
  readonly scope: string
  /** Working days of government in all stages. */
  readonly limitDays: number
  readonly stages: readonly ProjectStage[]
  readonly checks: readonly PlanCheck[]
  /** Register of areas assessed as a whole (区域评估); `kind` is the attribute that says what was assessed. */
  readonly assessments?: { readonly entityType: string; readonly kind: string }
}
