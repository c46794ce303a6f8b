import type { IndicatorRow } from '@civitas/contract'
import { type Formula, findUnit, type Indicator, readAnnotations } from '@civitas/domain-kit'
import { datasetRows } from './datasets.ts'
import { entityQuery, evaluateIndicator } from './evaluate-formula.ts'
import { explainFormula } from './explain-formula.ts'
import { caseQuery, eventQuery, factFigures, factRows } from './facts.ts'
import { manualRows } from './manual.ts'
import type { FormulaParts, PlainRow, Round, RowPage } from './parts.ts'
import { recordRows } from './records.ts'
import { observationRows, thingRows } from './things.ts'

type Leaf = Exclude<Formula, { kind: 'arithmetic' | 'ratio' | 'model' | 'number' }>

/** A part of a formula that reads rows, and what it is called. */
interface NamedLeaf {
  leaf: Leaf
  part: string
}

/** The very rows a figure was computed from, part by part in the order of the formula. */
export async function listFormulaRows(
  parts: FormulaParts,
  indicator: Indicator,
  round: Round,
  division: string,
  page: RowPage,
): Promise<{ items: IndicatorRow[]; total: number }> {
  const items: IndicatorRow[] = []
  let total = 0
  for (const { leaf, part } of leavesOf(parts, indicator.formula, '')) {
    const offset = Math.max(0, page.offset - total)
    const limit = page.limit - items.length
    const found = await readLeaf(parts, leaf, round, division, { limit, offset })
    items.push(...found.rows.map((row) => ({ ...row, part })))
    total += found.total
  }
  return { items, total }
}

function leavesOf(parts: FormulaParts, formula: Formula, prefix: string): NamedLeaf[] {
  switch (formula.kind) {
    case 'number':
      return []
    case 'arithmetic':
      return formula.of.flatMap((one) => leavesOf(parts, one, prefix))
    case 'ratio':
      return [
        ...leavesOf(parts, formula.part, `${prefix}分子：`),
        ...leavesOf(parts, formula.whole, `${prefix}分母：`),
      ]
    case 'model': {
      const { inputs } = parts.domains.get('models', formula.model)
      return Object.entries(formula.inputs).flatMap(([name, one]) =>
        leavesOf(parts, one, `${inputs.find((input) => input.id === name)?.title.zh ?? name}：`),
      )
    }
    default:
      return [{ leaf: formula, part: prefix + explainFormula(parts, formula).zh }]
  }
}

async function readLeaf(
  parts: FormulaParts,
  leaf: Leaf,
  round: Round,
  division: string,
  page: RowPage,
): Promise<{ rows: PlainRow[]; total: number }> {
  const { db } = parts.kernel
  switch (leaf.kind) {
    case 'observations':
      return slice(await observationRows(parts, leaf, round, division), page)
    case 'things':
      return slice(await thingRows(parts, leaf, round, division), page)
    case 'dataset':
      return datasetRows(parts, leaf, division, page)
    case 'manual':
      return slice(await manualRows(parts, leaf.indicator, division), page)
    case 'indicator':
    case 'past':
      return slice([await indicatorRow(parts, leaf.indicator, round, division)], page)
    case 'records':
      return recordRows(parts, leaf, round, page)
    case 'entities':
      return entityRows(parts, leaf, division, page)
    case 'cases':
    case 'events': {
      const query = leaf.kind === 'cases' ? caseQuery(leaf, round.now) : eventQuery(leaf, round.now)
      const figures = await factFigures(db, query, leaf, { ...round, divisions: [division] })
      return { rows: await factRows(db, query, division, page), total: figures.get(division)?.rows ?? 0 }
    }
  }
}

function slice(rows: PlainRow[], { limit, offset }: RowPage) {
  return { rows: rows.slice(offset, offset + limit), total: rows.length }
}

async function indicatorRow(
  parts: FormulaParts,
  id: string,
  round: Round,
  division: string,
): Promise<PlainRow> {
  const indicator = parts.registry.get(id)
  const figure = (await evaluateIndicator(parts, indicator, round)).get(division)
  return {
    kind: 'indicator',
    id,
    title: indicator.title.zh,
    value: figure?.value ?? null,
    unitLabel: findUnit(indicator.unit)?.symbol.zh ?? indicator.unit,
    time: round.now.toISOString(),
  }
}

async function entityRows(
  { entities, domains }: FormulaParts,
  leaf: Leaf & { kind: 'entities' },
  division: string,
  page: RowPage,
) {
  const query = entityQuery(leaf)
  const counted = await entities.aggregate(query, [division])
  const field = leaf.attribute && domains.findEntityType(leaf.entityType)?.schema.properties[leaf.attribute]
  const unit = field ? readAnnotations(field).unit : undefined
  const found = page.limit > 0 ? await entities.listAggregated(query, division, page) : []
  const rows = found.map((row): PlainRow => {
    const value = leaf.attribute ? row.attributes[leaf.attribute] : null
    return {
      kind: 'entity',
      id: row.id,
      title: `${row.reference} ${row.name}`,
      value: typeof value === 'number' ? value : null,
      unitLabel: unit ? (findUnit(unit)?.symbol.zh ?? unit) : '',
      time: null,
    }
  })
  return { rows, total: counted.get(division)?.rows ?? 0 }
}
