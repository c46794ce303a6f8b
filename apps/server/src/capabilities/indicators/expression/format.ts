import { asList, type Formula } from '@civitas/domain-kit'

const signs = { add: ' + ', subtract: ' - ', multiply: ' * ', divide: ' / ' } as const

/** A formula as the text that gives it again. A model of a domain is written but cannot be read back. */
export function formatExpression(formula: Formula): string {
  switch (formula.kind) {
    case 'number':
      return String(formula.value)
    case 'indicator':
      return `[${formula.indicator}]`
    case 'manual':
      return 'manual()'
    case 'records':
      return `records(${formula.measure})`
    case 'past':
      return `past([${formula.indicator}], ${formula.ago})`
    case 'ratio':
      return `ratio(${formatExpression(formula.part)}, ${formatExpression(formula.whole)})`
    case 'arithmetic':
      return formatArithmetic(formula)
    case 'things':
      return `${formula.status === 'any' ? 'devices' : formula.status}(${formula.thingType})`
    case 'model':
      return `model("${formula.model}", "${formula.output}")`
    default:
      return formatSource(formula)
  }
}

function formatArithmetic({ op, of }: Formula & { kind: 'arithmetic' }): string {
  if (op === 'min' || op === 'max') return `${op}(${of.map(formatExpression).join(', ')})`
  const isTight = op === 'multiply' || op === 'divide'
  return of
    .map((part, index) => {
      const text = formatExpression(part)
      if (part.kind !== 'arithmetic' || part.op === 'min' || part.op === 'max') return text
      const partIsTight = part.op === 'multiply' || part.op === 'divide'
      return (isTight && !partIsTight) || index > 0 || part.op === op ? `(${text})` : text
    })
    .join(signs[op])
}

type Source = Formula & { kind: 'cases' | 'events' | 'entities' | 'observations' | 'dataset' }

function formatSource(formula: Source): string {
  const parts: string[] = []
  const add = (name: string, value: unknown) => {
    if (value !== undefined) parts.push(`${name}${formatCondition(value)}`)
  }
  if (formula.kind === 'observations') {
    add('type', formula.thingType)
    add('window', formula.window)
    add('each', formula.perThing)
    add('reading', formula.reading)
    add('keep', formula.keep)
    add('atLeast', formula.atLeast)
  } else if (formula.kind === 'entities') add('type', formula.entityType)
  else if (formula.kind === 'dataset') {
    add('dataset', formula.dataset)
    add('newest', formula.newest)
  } else add('type', formula.kind === 'cases' ? formula.caseType : formula.eventType)
  for (const [name, value] of Object.entries(formula.where ?? {})) add(name, value)
  if (formula.kind === 'cases' || formula.kind === 'events') {
    add('window', formula.window)
    add('by', formula.by)
  }
  return `${nameOf(formula)}(${[sourceOf(formula), ...parts].join(', ')})`
}

function nameOf(formula: Source): string {
  const aggregate = formula.kind === 'observations' ? formula.across : formula.aggregate
  return aggregate === 'percentile' ? `p${formula.percentile ?? 50}` : aggregate
}

function sourceOf(formula: Source): string {
  if (formula.kind === 'observations') return `readings.${formula.datastream}`
  if (formula.kind === 'dataset') return formula.field ? `data.${formula.field}` : 'data'
  const field = formula.kind === 'entities' ? formula.attribute : formula.field
  return field ? `${formula.kind}.${field}` : formula.kind
}

function formatCondition(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'op' in value) {
    const { op, value: right } = value as { op: string; value: unknown }
    return `${op}${formatScalar(right)}`
  }
  const list = Array.isArray(value) ? value : asList(typeof value === 'string' ? value : undefined)
  if (list.length > 1) return `=(${list.map(formatScalar).join(', ')})`
  return `=${formatScalar(list[0] ?? value)}`
}

const plain = /^[A-Za-z_][\w.:-]*$|^\d+[mhdMy]$/

function formatScalar(value: unknown): string {
  return typeof value === 'string' && !plain.test(value) ? `"${value}"` : String(value)
}
