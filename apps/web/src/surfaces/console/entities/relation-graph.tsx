import { type Entity, type EntityTypeInfo, listRelationships, type Relationship } from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, usePick, useTexts } from '@civitas/ui'
import { useQueries } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { Quiet } from '../parts/page.tsx'
import styles from '../platform/platform.module.css'
import own from './entities.module.css'
import { entitiesTexts } from './entities.texts.ts'
import { type GraphNode, layOutRelations, type RelationLayout } from './relation-layout.ts'

interface RelationGraphProps {
  entity: Entity
  types: EntityTypeInfo[]
}

/** The entity among those it is related to; choosing one adds what that is related to. */
export function RelationGraph({ entity, types }: RelationGraphProps) {
  const texts = useTexts(entitiesTexts)
  const [expanded, setExpanded] = useState([entity.id])
  const [chosen, setChosen] = useState<string | null>(null)
  const reads = useQueries({
    queries: expanded.map((id) => ({
      queryKey: [listRelationships.id, { params: { id } }],
      queryFn: () => client.call(listRelationships, { params: { id } }),
    })),
  })
  const failed = reads.find((read) => read.error)
  const answers = reads.map((read) => read.data)
  const layout = useLayout(entity, expanded, answers)
  if (failed?.error) return <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />
  if (!answers[0]) return <Loading />
  if (answers[0].length === 0) return <EmptyState title={texts.noRelations} />
  const node = layout.nodes.find((each) => each.id === chosen)
  return (
    <>
      <div className={own.graphBar}>
        <Quiet>{texts.graphHint}</Quiet>
        {node ? <Link to={`/console/entities/${node.id}`}>{`${texts.openEntity}：${node.name}`}</Link> : null}
        {expanded.length > 1 ? (
          <Button
            size="small"
            onClick={() => {
              setExpanded([entity.id])
              setChosen(null)
            }}
          >
            {texts.startOver}
          </Button>
        ) : null}
      </div>
      <Drawing
        layout={layout}
        types={types}
        rootId={entity.id}
        chosen={chosen}
        onChoose={(id) => {
          setChosen(id)
          setExpanded((former) => (former.includes(id) ? former : [...former, id]))
        }}
      />
      {layout.left > 0 ? <Quiet>{texts.notAllDrawn(formatNumber(layout.left))}</Quiet> : null}
    </>
  )
}

function useLayout(
  { id, name, type }: Entity,
  expanded: string[],
  answers: (Relationship[] | undefined)[],
): RelationLayout {
  const key = answers.map((rows) => rows?.length ?? -1).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says when an answer came; the array is new each time
  return useMemo(
    () => layOutRelations({ id, name, type }, expanded, answers),
    [id, name, type, expanded, key],
  )
}

const WIDTH = 186
const HEIGHT = 56
const GAP_X = 128
const GAP_Y = 12
const EDGE = 16

const left = (node: GraphNode) => EDGE + node.column * (WIDTH + GAP_X)
const top = (node: GraphNode) => EDGE + node.row * (HEIGHT + GAP_Y)

interface DrawingProps {
  layout: RelationLayout
  types: EntityTypeInfo[]
  rootId: string
  chosen: string | null
  onChoose: (id: string) => void
}

function Drawing({ layout, types, rootId, chosen, onChoose }: DrawingProps) {
  const texts = useTexts(entitiesTexts)
  const pick = usePick()
  const typeOf = (id: string) => types.find((type) => type.id === id)
  const nameOf = (fromType: string, name: string) => {
    const relation = typeOf(fromType)?.relations.find((each) => each.id === name)
    return relation ? pick(relation.title) : name
  }
  const width = 2 * EDGE + layout.columns * (WIDTH + GAP_X) - GAP_X
  const height = 2 * EDGE + layout.rows * (HEIGHT + GAP_Y) - GAP_Y
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.graph} style={{ maxHeight: 620 }} tabIndex={0} aria-label={texts.graph}>
      <div style={{ position: 'relative', width, height }}>
        <svg className={styles.lines} width={width} height={height} aria-hidden="true">
          <defs>
            <marker
              id="relation-end"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path className={own.tip} d="M0 0L8 4L0 8z" />
            </marker>
          </defs>
          {layout.links.map((link) => {
            const line = lineOf(link.from, link.to)
            return (
              <g key={link.id}>
                <path d={line.path} markerEnd="url(#relation-end)" />
                <text className={own.linkName} x={line.x} y={line.y} textAnchor="middle">
                  {nameOf(link.from.type, link.name)}
                </text>
              </g>
            )
          })}
        </svg>
        {layout.nodes.map((node) => {
          const type = typeOf(node.type)
          return (
            <button
              key={node.id}
              type="button"
              aria-pressed={node.id === chosen}
              className={`${styles.node} ${node.id === rootId ? styles.asked : ''}`}
              style={{ left: left(node), top: top(node), width: WIDTH, height: HEIGHT }}
              title={node.name}
              onClick={() => onChoose(node.id)}
            >
              <small>{type ? pick(type.title) : node.type}</small>
              <b>{node.name}</b>
            </button>
          )
        })}
      </div>
    </section>
  )
}

/** A curve from one box to another and where its name stands: near the box with fewer lines, the right one. */
function lineOf(from: GraphNode, to: GraphNode): { path: string; x: number; y: number } {
  const forward = to.column >= from.column
  const x1 = left(from) + (forward ? WIDTH : 0)
  const y1 = top(from) + HEIGHT / 2
  const sameColumn = to.column === from.column
  const x2 = left(to) + (forward && !sameColumn ? 0 : WIDTH)
  const y2 = top(to) + HEIGHT / 2
  const bend = sameColumn ? GAP_X / 2 : ((x2 - x1) / 2) * 1
  const [c1, c2] = sameColumn ? [x1 + bend, x2 + bend] : [x1 + bend, x2 - bend]
  const near = to.crowd >= from.crowd ? 0.25 : 0.75
  const curve = (a: number, b: number, c: number, d: number, t: number) =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d
  return {
    path: `M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}`,
    x: curve(x1, c1, c2, x2, near),
    y: curve(y1, y1, y2, y2, near) - 4,
  }
}
