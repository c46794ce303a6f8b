import type { Queryable } from '../../../../../kernel/db/database.ts'
import { raw, sql } from '../../../../../kernel/db/sql.ts'
import { type EntitySet, getSet } from '../entity-sets.ts'
import { type Geometry, loadGeometry, type Matrix, type Shape } from './geometry.ts'
import type { Node } from './parse-expression.ts'
import { wrong } from './values.ts'

type Call = Extract<Node, { kind: 'call' }>

/** Relations of two geometries (OGC 18-088, 9.3.3.5.2: geospatial and spatial relationship functions). */
const relations: Record<string, (matrix: Matrix, a: number, b: number, pattern: string) => boolean> = {
  'geo.intersects': (matrix) => matrix.isIntersects(),
  st_intersects: (matrix) => matrix.isIntersects(),
  st_disjoint: (matrix) => matrix.isDisjoint(),
  st_equals: (matrix, a, b) => matrix.isEquals(a, b),
  st_touches: (matrix, a, b) => matrix.isTouches(a, b),
  st_within: (matrix) => matrix.isWithin(),
  st_contains: (matrix) => matrix.isContains(),
  st_overlaps: (matrix, a, b) => matrix.isOverlaps(a, b),
  st_crosses: (matrix, a, b) => matrix.isCrosses(a, b),
  st_relate: (matrix, _a, _b, pattern) => matrix.matches(pattern),
}

const measures = ['geo.distance', 'geo.length']

/** Relations that need boxes to touch, so that others need not be looked at. */
const needsTouch = new Set(
  Object.keys(relations).filter((name) => name !== 'st_disjoint' && name !== 'st_relate'),
)

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
}

const turned: Record<string, string> = { lt: 'gt', gt: 'lt', le: 'ge', ge: 'le' }

/**
 * Judges every condition on geometries exactly, in code, over the rows whose boxes may meet it, and puts the keys of
 * those that do in its place: the rest of the filter, the count and the pages are then the database’s.
 * Distances and lengths are in degrees, those of the coordinates.
 */
export async function judgeGeometries(db: Queryable, node: Node, set: EntitySet): Promise<Node> {
  const again = (one: Node) => judgeGeometries(db, one, set)
  switch (node.kind) {
    case 'not':
      return { ...node, of: await again(node.of) }
    case 'binary': {
      const measured = measuredComparison(node)
      if (measured) return judge(db, set, measured.call, measured.accepts)
      return { ...node, left: await again(node.left), right: await again(node.right) }
    }
    case 'call':
      if (Object.hasOwn(relations, node.name.toLowerCase())) return judge(db, set, node, Boolean)
      return { ...node, args: await Promise.all(node.args.map(again)) }
    default:
      return node
  }
}

function isMeasure(node: Node): node is Call {
  return node.kind === 'call' && measures.includes(node.name.toLowerCase())
}

function measuredComparison({ op, left, right }: Extract<Node, { kind: 'binary' }>) {
  const [call, limit, sign] = isMeasure(left) ? [left, right, op] : [right, left, turned[op] ?? op]
  if (!isMeasure(call)) return null
  const accepts = comparisons[sign]
  if (!accepts || limit.kind !== 'literal' || limit.type !== 'number')
    throw wrong(`${call.name} 只能与数比较`)
  return { call, accepts: (value: number | boolean) => accepts(Number(value), Number(limit.text)) }
}

interface Operand {
  shape: Shape | null
  steps: string[]
}

async function judge(
  db: Queryable,
  set: EntitySet,
  call: Call,
  accepts: (value: number | boolean) => boolean,
): Promise<Node> {
  const geometry = await loadGeometry()
  const name = call.name.toLowerCase()
  const wanted = name === 'st_relate' ? 3 : name === 'geo.length' ? 1 : 2
  if (call.args.length !== wanted) throw wrong(`函数 ${call.name} 的参数个数不对：${call.args.length}`)
  const operands = call.args.slice(0, 2).map((arg) => toOperand(geometry, arg))
  const evaluate = makeEvaluate(geometry, name, call.args[2])
  const own = operands.filter((one) => one.shape === null)
  if (own.length > 1) throw wrong(`${call.name} 的两个几何不能都是属性`)
  const [of] = own
  if (!of) {
    const value = accepts(evaluate(operands.map((one) => one.shape as Shape)))
    return { kind: 'literal', type: 'boolean', text: String(value) }
  }
  const fixed = operands.find((one) => one.shape)?.shape ?? null
  const found = await readCandidates(db, set, of.steps, needsTouch.has(name) ? fixed : null)
  const keys = found.rows.flatMap(({ key, geometry: given }) => {
    const shape = geometry.readJson(given)
    return shape && accepts(evaluate(operands.map((one) => one.shape ?? shape))) ? [key] : []
  })
  return { kind: 'keys', steps: found.steps, keys }
}

function toOperand(geometry: Geometry, node: Node): Operand {
  if (node.kind === 'path') return { shape: null, steps: node.steps }
  if (node.kind === 'literal' && node.type === 'geometry')
    return { shape: geometry.read(node.text), steps: [] }
  throw wrong('空间函数需要几何属性或 geography 常量')
}

function makeEvaluate(geometry: Geometry, name: string, third: Node | undefined) {
  const pattern = third?.kind === 'literal' && third.type === 'string' ? third.text.toUpperCase() : ''
  if (name === 'st_relate' && !/^[T*F012]{9}$/.test(pattern))
    throw wrong('st_relate 的第三个参数应为九个字符的 DE-9IM 矩阵')
  return ([a, b]: Shape[]): number | boolean => {
    if (name === 'geo.length') return (a as Shape).getLength()
    if (name === 'geo.distance') return geometry.distance(a as Shape, b as Shape)
    const [one, other] = [a as Shape, b as Shape]
    const relation = relations[name] as (typeof relations)[string]
    return relation(geometry.relate(one, other), one.getDimension(), other.getDimension(), pattern)
  }
}

interface Candidate {
  key: string | number
  geometry: unknown
}

async function readCandidates(
  db: Queryable,
  root: EntitySet,
  path: string[],
  touching: Shape | null,
): Promise<{ steps: string[]; rows: Candidate[] }> {
  const steps = path.slice(0, -1)
  const set = steps.reduce((at, step) => {
    const link = Object.hasOwn(at.links, step) ? at.links[step] : undefined
    if (!link) throw wrong(`${at.single} 没有关联 ${step}`)
    return getSet(link.to)
  }, root)
  const name = path.at(-1) as string
  const property = Object.hasOwn(set.properties, name) ? set.properties[name] : undefined
  if (property?.kind !== 'geometry') throw wrong(`${set.single} 没有几何属性 ${name}`)
  const column = raw(`t.${property.column}`)
  const boxed = property.column === 'location' || property.column === 'feature'
  const near = touching && boxed ? sql`AND (t.bounds IS NULL OR t.bounds && ${toBox(touching)})` : sql``
  const rows =
    await db.query<Candidate>(sql`SELECT ${raw(`t.${set.key.column}`)} AS key, ${column} AS geometry
    FROM ${raw(set.view)} t WHERE ${column} IS NOT NULL ${near}`)
  return { steps, rows }
}

function toBox(shape: Shape) {
  const box = shape.getEnvelopeInternal()
  return sql`box(point(${box.getMinX()}::float8, ${box.getMinY()}::float8), point(${box.getMaxX()}::float8, ${box.getMaxY()}::float8))`
}
