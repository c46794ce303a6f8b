/** A query as DuckDB’s own parser tells it (`json_serialize_sql`). */
type Node = { readonly [name: string]: unknown }

/** A column of a dataset. */
export interface Origin {
  readonly datasetId: string
  readonly field: string
}

export interface KnownTable {
  readonly name: string
  readonly datasetId: string
  /** Names a query may use, each with the column it stands for. */
  readonly columns: ReadonlyMap<string, string>
}

export interface SqlLineage {
  readonly columns: ReadonlyArray<{ name: string; origins: readonly Origin[] }>
  /** Columns rows are chosen, joined or grouped by. */
  readonly conditions: readonly Origin[]
}

type Origins = ReadonlyMap<string, Origin>
interface Column {
  readonly name: string
  readonly origins: Origins
}
interface Relation {
  readonly alias: string
  readonly columns: readonly Column[]
}

const nothing: Origins = new Map()
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
const nodes = (value: unknown) => (Array.isArray(value) ? (value as Node[]) : [])
const text = (value: unknown) => (typeof value === 'string' ? value : '')

function unite(all: Iterable<Origins>): Origins {
  const found = new Map<string, Origin>()
  for (const origins of all) for (const [key, origin] of origins) found.set(key, origin)
  return found
}

/** Follows each column a query answers to the columns of the tables it comes from, through joins, subqueries and unions. */
export function lineageOfQuery(query: Node, tables: readonly KnownTable[]): SqlLineage {
  const reader = new Reader(tables)
  const columns = reader.query(query, [], new Map())
  return {
    columns: columns.map(({ name, origins }) => ({ name, origins: [...origins.values()] })),
    conditions: [...unite(reader.conditions).values()],
  }
}

type Named = ReadonlyMap<string, readonly Column[]>

class Reader {
  readonly conditions: Origins[] = []
  readonly #tables: readonly KnownTable[]

  constructor(tables: readonly KnownTable[]) {
    this.#tables = tables
  }

  /** The columns of a query; `outer` are the tables around it, `named` the queries of WITH. */
  query(node: Node, outer: readonly Relation[], named: Named): readonly Column[] {
    const known = new Map(named)
    for (const { key, value } of nodes((node.cte_map as Node | undefined)?.map)) {
      const inner = ((value as Node).query as Node).node as Node
      known.set(text(key).toLowerCase(), this.query(inner, outer, known))
    }
    if (node.type === 'SELECT_NODE') return this.#select(node, outer, known)
    if (!node.left || !node.right) return []
    const left = this.query(node.left as Node, outer, known)
    if (node.type === 'RECURSIVE_CTE_NODE') known.set(text(node.cte_name).toLowerCase(), left)
    const right = this.query(node.right as Node, outer, known)
    return left.map(({ name, origins }, i) => ({
      name,
      origins: unite([origins, right[i]?.origins ?? nothing]),
    }))
  }

  #select(node: Node, outer: readonly Relation[], named: Named): readonly Column[] {
    const own = this.#from(node.from_table as Node | undefined, outer, named)
    const scope = [...own, ...outer]
    const columns: Column[] = []
    for (const one of nodes(node.select_list)) {
      if (one.class === 'STAR') columns.push(...this.#star(one, own, named))
      else
        columns.push({
          name: nameOf(one, columns.length),
          origins: this.#origins(one, scope, named, columns),
        })
    }
    for (const part of ['where_clause', 'group_expressions', 'having', 'qualify', 'modifiers'])
      this.conditions.push(this.#origins(node[part], scope, named, columns))
    return columns
  }

  #star(node: Node, own: readonly Relation[], named: Named): Column[] {
    const of = text(node.relation_name)
    const left = nodes(node.exclude_list).map((one) => text((one as unknown as string) || ''))
    const columns = own
      .filter((relation) => of === '' || same(relation.alias, of))
      .flatMap((relation) => relation.columns)
      .filter(({ name }) => !left.some((one) => same(one, name)))
    const others = new Map(
      nodes(node.replace_list).map((one) => [
        text(one.key).toLowerCase(),
        this.#origins(one.value, own, named, []),
      ]),
    )
    return columns.map((one) => ({ ...one, origins: others.get(one.name.toLowerCase()) ?? one.origins }))
  }

  #from(node: Node | undefined, outer: readonly Relation[], named: Named): readonly Relation[] {
    if (!node) return []
    const alias = text(node.alias)
    if (node.type === 'BASE_TABLE') {
      const name = text(node.table_name)
      const columns = named.get(name.toLowerCase()) ?? this.#columnsOf(name)
      return [{ alias: alias || name, columns: renamed(columns, node.column_name_alias) }]
    }
    if (node.type === 'SUBQUERY') {
      const inner = (node.subquery as Node).node as Node
      return [{ alias, columns: renamed(this.query(inner, outer, named), node.column_name_alias) }]
    }
    if (node.type === 'JOIN') {
      const left = this.#from(node.left as Node, outer, named)
      const both = [...left, ...this.#from(node.right as Node, [...left, ...outer], named)]
      this.conditions.push(this.#origins(node.condition, both, named, []))
      for (const name of nodes(node.using_columns))
        this.conditions.push(resolve([text(name as unknown as string)], both))
      return both
    }
    // What is made by a function or turned round has columns of other names: all it is made of goes into each of them.
    const inside = this.#from(node.source as Node | undefined, outer, named)
    const all = unite([
      ...inside.flatMap((relation) => relation.columns.map((one) => one.origins)),
      this.#origins({ ...node, source: undefined }, [...inside, ...outer], named, []),
    ])
    this.conditions.push(all)
    return inside
  }

  #columnsOf(name: string): readonly Column[] {
    const table = this.#tables.find((one) => same(one.name, name))
    if (!table) return []
    return [...table.columns].map(([shown, field]) => {
      const origin = { datasetId: table.datasetId, field }
      return { name: shown, origins: new Map([[`${table.datasetId} ${field}`, origin]]) }
    })
  }

  /** Everything an expression is made of; a name no table knows may be one given earlier in the same list. */
  #origins(value: unknown, scope: readonly Relation[], named: Named, given: readonly Column[]): Origins {
    if (Array.isArray(value)) return unite(value.map((one) => this.#origins(one, scope, named, given)))
    if (typeof value !== 'object' || value === null) return nothing
    const node = value as Node
    if (node.class === 'COLUMN_REF') {
      const names = nodes(node.column_names) as unknown as string[]
      const found = resolve(names, scope)
      if (found.size > 0 || names.length > 1) return found
      return given.find((one) => same(one.name, names[0] ?? ''))?.origins ?? nothing
    }
    if (node.class === 'SUBQUERY') {
      const inner = this.query((node.subquery as Node).node as Node, scope, named)
      return unite([this.#origins(node.child, scope, named, given), ...inner.map((one) => one.origins)])
    }
    return unite(Object.values(node).map((one) => this.#origins(one, scope, named, given)))
  }
}

/** `column`, `table.column` or longer: the nearest table that has it. */
function resolve(names: readonly string[], scope: readonly Relation[]): Origins {
  const name = names.at(-1) ?? ''
  const table = names.at(-2)
  for (const relation of scope) {
    if (table !== undefined && !same(relation.alias, table)) continue
    const column = relation.columns.find((one) => same(one.name, name))
    if (column) return column.origins
  }
  return nothing
}

function renamed(columns: readonly Column[], aliases: unknown): readonly Column[] {
  const names = nodes(aliases) as unknown as string[]
  return columns.map((one, i) => ({ ...one, name: names[i] ?? one.name }))
}

function nameOf(node: Node, at: number): string {
  const names = nodes(node.column_names) as unknown as string[]
  return text(node.alias) || names.at(-1) || text(node.function_name) || `第${at + 1}列`
}
