import { type Static, Type } from 'typebox'
import { Id, nullable, oneOf, pageOf, pageQuery, Time } from '../common.ts'
import { defineOperation } from '../operation.ts'

const MaybeNumber = nullable(Type.Number())
const Words = Type.String({ minLength: 1, maxLength: 1000 })

/** What an option is expected to do to a figure; with `indicator` its true course is measured afterwards. */
export const OptionEffect = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 100 }),
  unit: Type.String({ maxLength: 30 }),
  indicator: Type.Optional(Type.String({ maxLength: 120 })),
  direction: oneOf('up', 'down'),
  value: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
})
export type OptionEffect = Static<typeof OptionEffect>

export const DecisionOption = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  assumptions: Type.Array(Words, { minItems: 1, maxItems: 20 }),
  effects: Type.Array(OptionEffect, { minItems: 1, maxItems: 20 }),
  costYuan: Type.Number({ minimum: 0 }),
  risk: oneOf('low', 'middle', 'high'),
  riskText: Words,
})
export type DecisionOption = Static<typeof DecisionOption>

const given = {
  title: Type.String({ minLength: 2, maxLength: 120 }),
  question: Words,
  /** The first option is the baseline: what comes when nothing is done. */
  options: Type.Array(DecisionOption, { minItems: 2, maxItems: 8 }),
}

const DecidedAction = Type.Object({
  text: Words,
  organisationId: Id,
  dueTime: Time,
})

export const DecisionMemo = Type.Object({
  id: Id,
  ...given,
  state: oneOf('draft', 'decided'),
  writtenName: Type.String(),
  writtenTime: Time,
  method: Type.String(),
  comparison: Type.Array(
    Type.Object({
      title: Type.String(),
      unit: Type.String(),
      direction: oneOf('up', 'down'),
      cells: Type.Array(
        Type.Object({
          option: Type.String(),
          value: MaybeNumber,
          low: MaybeNumber,
          high: MaybeNumber,
          change: MaybeNumber,
        }),
      ),
      best: nullable(Type.String()),
      certain: Type.Boolean({ description: 'The interval of the best does not meet that of any other.' }),
    }),
  ),
  decision: nullable(
    Type.Object({
      option: Type.String(),
      reason: Type.String(),
      byName: Type.String(),
      time: Time,
      actions: Type.Array(
        Type.Object({
          instructionId: Id,
          text: Type.String(),
          organisationName: Type.String(),
          dueTime: Time,
          state: Type.String(),
          overdue: Type.Boolean(),
        }),
      ),
      tracked: Type.Array(
        Type.Object({
          title: Type.String(),
          unit: Type.String(),
          indicator: Type.String(),
          before: MaybeNumber,
          expected: Type.Number(),
          now: MaybeNumber,
          dataTime: nullable(Time),
          met: nullable(Type.Boolean()),
        }),
      ),
    }),
  ),
})
export type DecisionMemo = Static<typeof DecisionMemo>

const idParams = Type.Object({ id: Id })

export const listDecisionMemos = defineOperation({
  id: 'indicators.listDecisionMemos',
  method: 'GET',
  path: '/api/indicators/decision-memos',
  permission: 'indicators.read',
  summary: { zh: '方案比选', en: 'Comparisons of options' },
  query: Type.Object({ ...pageQuery, state: Type.Optional(oneOf('draft', 'decided')) }),
  response: pageOf(
    Type.Object({
      id: Id,
      title: Type.String(),
      options: Type.Integer(),
      state: oneOf('draft', 'decided'),
      adopted: nullable(Type.String()),
      writtenName: Type.String(),
      writtenTime: Time,
    }),
  ),
})

export const writeDecisionMemo = defineOperation({
  id: 'indicators.writeDecisionMemo',
  method: 'POST',
  path: '/api/indicators/decision-memos',
  permission: 'indicators.manage',
  summary: { zh: '编写方案比选', en: 'Compare options' },
  body: Type.Object(given),
  response: DecisionMemo,
  creates: true,
})

export const getDecisionMemo = defineOperation({
  id: 'indicators.getDecisionMemo',
  method: 'GET',
  path: '/api/indicators/decision-memos/{id}',
  permission: 'indicators.read',
  summary: { zh: '决策备忘', en: 'A decision memo, and how its effect goes' },
  params: idParams,
  response: DecisionMemo,
})

/** Adopts an option. Nothing is carried out by itself: each action becomes an instruction to a unit. */
export const decideMemo = defineOperation({
  id: 'indicators.decideMemo',
  method: 'POST',
  path: '/api/indicators/decision-memos/{id}/decision',
  permission: 'indicators.instruct',
  summary: { zh: '采纳方案并下达行动', en: 'Adopt an option and order its actions' },
  params: idParams,
  body: Type.Object({
    option: Type.String(),
    reason: Words,
    actions: Type.Array(DecidedAction, { maxItems: 20 }),
  }),
  response: DecisionMemo,
})
