import type { EntitiesFormula, Formula, Indicator, ModelFormula } from '@civitas/domain-kit'
import type { EntityAggregate } from '../../entities/index.ts'
import { combine, type Figure, ratioOf } from '../rules.ts'
import { datasetFigures } from './datasets.ts'
import { caseQuery, eventQuery, factFigures } from './facts.ts'
import { manualFigures } from './manual.ts'
import { type Figures, type FormulaParts, once, type Round } from './parts.ts'
import { pastFigures } from './past.ts'
import { recordFigures } from './records.ts'
import { observationFigures, thingFigures } from './things.ts'

/** The figures of an indicator for the divisions of a round. */
export function evaluateIndicator(parts: FormulaParts, indicator: Indicator, round: Round): Promise<Figures> {
  return once(round, `indicator ${indicator.id}`, () =>
    evaluate(parts, indicator.formula, indicator.unit === '%', round),
  )
}

/** `percent`: ratios inside are times 100. */
async function evaluate(
  parts: FormulaParts,
  formula: Formula,
  percent: boolean,
  round: Round,
): Promise<Figures> {
  const { db } = parts.kernel
  const below = (part: Formula) => evaluate(parts, part, percent, round)
  switch (formula.kind) {
    case 'number':
      return each(round, () => ({ value: formula.value, rows: 0, note: null }))
    case 'observations':
      return observationFigures(parts, formula, round)
    case 'things':
      return thingFigures(parts, formula, round)
    case 'entities':
      return entityFigures(parts, formula, round)
    case 'cases':
      return once(round, JSON.stringify(formula), () =>
        factFigures(db, caseQuery(formula, round.now), formula, round),
      )
    case 'events':
      return once(round, JSON.stringify(formula), () =>
        factFigures(db, eventQuery(formula, round.now), formula, round),
      )
    case 'indicator':
      return otherIndicator(parts, formula.indicator, round)
    case 'arithmetic': {
      const figures = await Promise.all(formula.of.map(below))
      return each(round, (code) =>
        combine(
          formula.op,
          figures.map((one) => at(one, code)),
        ),
      )
    }
    case 'ratio': {
      const [part, whole] = await Promise.all([below(formula.part), below(formula.whole)])
      return each(round, (code) => ratioOf(at(part, code), at(whole, code), percent))
    }
    case 'model':
      return modelFigures(parts, formula, below, round)
    case 'dataset':
      return datasetFigures(parts, formula, round)
    case 'manual':
      return manualFigures(parts, formula.indicator, round)
    case 'past':
      return pastFigures(parts, formula, round)
    case 'records':
      return once(round, JSON.stringify(formula), () => recordFigures(parts, formula, round))
  }
}

function each(round: Round, compute: (code: string) => Figure): Figures {
  return new Map(round.divisions.map((code) => [code, compute(code)]))
}

function at(figures: Figures, code: string): Figure {
  return figures.get(code) ?? { value: null, rows: 0, note: '没有数据' }
}

async function otherIndicator(parts: FormulaParts, id: string, round: Round): Promise<Figures> {
  const figures = await evaluateIndicator(parts, parts.registry.get(id), round)
  return each(round, (code) => ({ ...at(figures, code), rows: 1 }))
}

export function entityQuery({
  entityType,
  where,
  aggregate,
  attribute,
  percentile,
}: EntitiesFormula): EntityAggregate {
  return { type: entityType, where, aggregate, attribute, percentile }
}

function entityFigures({ entities }: FormulaParts, formula: EntitiesFormula, round: Round): Promise<Figures> {
  return once(round, JSON.stringify(formula), async () => {
    const found = await entities.aggregate(entityQuery(formula), round.divisions)
    return each(round, (code) => {
      const { value = null, rows = 0 } = found.get(code) ?? {}
      return { value, rows, note: value === null ? '没有符合条件的实体' : null }
    })
  })
}

/** A null input stays null: whether the model can do without it is the model’s own decision. */
async function modelFigures(
  { domains }: FormulaParts,
  formula: ModelFormula,
  below: (part: Formula) => Promise<Figures>,
  round: Round,
): Promise<Figures> {
  const model = domains.get('models', formula.model)
  const names = Object.keys(formula.inputs)
  const figures = await Promise.all(names.map((name) => below(formula.inputs[name] as Formula)))
  return each(round, (code) => {
    const inputs = figures.map((one) => at(one, code))
    const given = Object.fromEntries(names.map((name, i) => [name, inputs[i]?.value ?? null]))
    const output = model.compute(given)[formula.output]
    const rows = inputs.reduce((sum, one) => sum + one.rows, 0)
    if (typeof output === 'number') return { value: output, rows, note: null }
    const missing = inputs.find((one) => one.note)?.note
    return { value: null, rows, note: missing ?? `${model.title.zh}：数据不足，不予计算` }
  })
}
