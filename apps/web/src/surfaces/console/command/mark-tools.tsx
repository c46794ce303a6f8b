import { drawMark, getRoom, type RoomView } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { aroundTexts } from './around.texts.ts'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'

type Position = [number, number]
type MarkKind = 'point' | 'line' | 'area'
const cornersOf: Record<MarkKind, number> = { point: 1, line: 2, area: 3 }

interface MarkToolsProps {
  view: RoomView
  /** Where the map was clicked, first to last. */
  path: readonly Position[]
  onClear: () => void
}

/** Draws what was clicked on the map as a point, a line or an area, for all who are in the consultation. */
export function MarkTools({ view, path, onClear }: MarkToolsProps) {
  const texts = useTexts(commandTexts)
  const own = useTexts(aroundTexts)
  const [kind, setKind] = useState<MarkKind>('point')
  const [label, setLabel] = useState('')
  const run = useMutation({
    mutationFn: () =>
      client.call(drawMark, {
        params: { id: view.room.id },
        body: { geometry: shapeOf(kind, path), kind, label: label.trim() || texts.markLabel },
      }),
    onSuccess: () => {
      setLabel('')
      onClear()
      refresh(getRoom)
    },
  })
  return (
    <div className={styles.inline}>
      <Segmented<MarkKind>
        size="small"
        aria-label={own.markAs}
        value={kind}
        options={(['point', 'line', 'area'] as const).map((value) => ({
          value,
          label: own.markKinds[value],
        }))}
        onChange={setKind}
      />
      <Input
        size="small"
        style={{ width: 180 }}
        aria-label={texts.markHere}
        placeholder={texts.markHere}
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
      <span className={styles.quiet}>{own.corners(String(path.length))}</span>
      <Button
        size="small"
        disabled={path.length < cornersOf[kind]}
        loading={run.isPending}
        onClick={() => run.mutate()}
      >
        {texts.marks}
      </Button>
      {path.length > 0 ? (
        <Button size="small" onClick={onClear}>
          {own.clear}
        </Button>
      ) : null}
      <ProblemNote error={run.error} />
    </div>
  )
}

/** The geometry of the clicks: the last one, all in a line, or the ring they close. */
function shapeOf(kind: MarkKind, path: readonly Position[]): GeoJSON.Geometry {
  if (kind === 'point') return { type: 'Point', coordinates: [...(path.at(-1) ?? [0, 0])] }
  if (kind === 'line') return { type: 'LineString', coordinates: path.map((one) => [...one]) }
  return { type: 'Polygon', coordinates: [[...path, path[0] ?? [0, 0]].map((one) => [...one])] }
}
