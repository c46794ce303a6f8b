import { getWall, listPages, saveScene, scheduleScene, type Wall, type WallScene } from '@civitas/sdk'
import { levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { wallTexts } from './wall.texts.ts'

type Grade = WallScene['grade']

/** The displays any scene of the wall uses. */
export function displaysOf(wall: Wall): number[] {
  return [...new Set(wall.scenes.flatMap((one) => one.displays.map((each) => each.display)))].sort(
    (a, b) => a - b,
  )
}

function useGrades() {
  const { grades } = useTexts(cockpitTexts)
  return Object.entries(grades).map(([value, label]) => ({ value, label }))
}

/** Designs a scene: which pages each display plays, for whom, and what switches to it. */
export function SceneDialog({ wall, of, onClose }: { wall: Wall; of?: WallScene; onClose: () => void }) {
  const texts = useTexts(wallTexts)
  const { levelLong } = useTexts(uiTexts)
  const grades = useGrades()
  const pages = useRead(listPages, { query: { limit: 200 } }, { staleMs: 60_000 })
  if (!pages.data) return null
  const gradeNames = new Map(grades.map((one) => [one.value, one.label]))
  const options = pages.data.items.map((one) => ({
    value: one.id,
    label: `${one.title}（${gradeNames.get(one.grade) ?? one.grade}）`,
  }))
  const known = displaysOf(wall)
  // One display more than the wall has may be given pages.
  const numbers = [...known, (known.at(-1) ?? 0) + 1]
  const shownOn = (display: number) => of?.displays.find((one) => one.display === display)?.pages ?? []
  return (
    <FormDialog<Record<string, unknown>>
      title={of ? texts.editScene : texts.newScene}
      why={texts.sceneWhy}
      first={{
        ...{ title: of?.title, grade: of?.grade ?? 'internal', minutes: of?.minutes ?? 0 },
        ...{ key: of?.key, onLevel: of?.onLevel, seconds: of?.displays[0]?.seconds ?? 30 },
        ...Object.fromEntries(numbers.map((n) => [`display${n}`, shownOn(n)])),
      }}
      fields={[
        { kind: 'text', name: 'title', label: texts.sceneTitle, required: true, maxLength: 100 },
        { kind: 'choice', name: 'grade', label: texts.sceneGrade, required: true, options: grades },
        ...numbers.map((n) => ({
          ...{ kind: 'choices' as const, name: `display${n}`, label: texts.pagesOf(String(n)), options },
        })),
        { kind: 'number', name: 'seconds', label: texts.seconds, required: true, min: 5, max: 3600 },
        { kind: 'number', name: 'minutes', label: texts.minutes, required: true, min: 0, max: 1440 },
        {
          ...{ kind: 'text', name: 'key', label: texts.sceneKey, maxLength: 1 },
          pattern: { is: /^[a-z0-9]?$/, else: texts.sceneKey },
        },
        {
          ...{ kind: 'choice', name: 'onLevel', label: texts.onLevel, allowClear: true },
          options: levels.map((value) => ({ value, label: levelLong[value] })),
        },
      ]}
      act={async (values) => {
        const { title, grade, minutes, seconds, key, onLevel } = values as unknown as Partial<WallScene> & {
          seconds: number
        }
        const displays = numbers.flatMap((display) => {
          const chosen = (values[`display${display}`] as string[] | undefined) ?? []
          return chosen.length > 0 ? [{ display, pages: chosen, seconds }] : []
        })
        const id = of?.id ?? `scene-${Date.now().toString(36)}`
        const optional = { ...(key ? { key } : {}), ...(onLevel ? { onLevel } : {}) }
        await client.call(saveScene, {
          params: { id: wall.id },
          body: {
            ...{ id, title: title ?? '', grade: grade ?? 'internal', displays, minutes: minutes ?? 0 },
            ...optional,
          },
        })
        refresh(getWall)
      }}
      onClose={onClose}
    />
  )
}

interface VisitValues {
  title: string
  scene: string
  audience: Grade
  from: Dayjs
  to: Dayjs
}

/** A visit: a scene for an audience at a time; the wall returns to its duty scene by itself. */
export function VisitDialog({ wall, onClose }: { wall: Wall; onClose: () => void }) {
  const texts = useTexts(wallTexts)
  const grades = useGrades()
  return (
    <FormDialog<VisitValues>
      title={texts.planVisit}
      first={{ audience: 'public', from: dayjs().add(1, 'hour'), to: dayjs().add(2, 'hour') }}
      fields={[
        { kind: 'text', name: 'title', label: texts.visitTitle, required: true, maxLength: 100 },
        {
          ...{ kind: 'choice', name: 'scene', label: texts.scene, required: true },
          options: wall.scenes.map((one) => ({ value: one.id, label: one.title })),
        },
        { kind: 'choice', name: 'audience', label: texts.audience, required: true, options: grades },
        {
          ...{ kind: 'custom', name: 'from', label: texts.from, required: true },
          control: <DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} />,
        },
        {
          ...{ kind: 'custom', name: 'to', label: texts.to, required: true },
          control: <DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} />,
        },
      ]}
      act={async ({ from, to, ...visit }) => {
        const body = { ...visit, from: from.toISOString(), to: to.toISOString() }
        await client.call(scheduleScene, { params: { id: wall.id }, body })
        refresh(getWall)
      }}
      onClose={onClose}
    />
  )
}
