import { cancelScheduledScene, getWall, switchScene, type Wall } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Select } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { displaysOf, SceneDialog, VisitDialog } from './scene-dialogs.tsx'
import styles from './wall.module.css'
import { wallTexts } from './wall.texts.ts'

const hall = 'hall'

/** The tablet page of a wall: one large button for each scene; its key on the keyboard does the same. */
export function WallPage() {
  const texts = useTexts(wallTexts)
  const { grades } = useTexts(cockpitTexts)
  const read = useRead(getWall, { params: { id: hall } }, { everyMs: 15_000 })
  const [problem, setProblem] = useState<Error | null>(null)
  const [audience, setAudience] = useState<'public' | 'internal' | 'leader'>('internal')
  useLive(['indicators'], (message) => {
    if ((message.body as { wall?: unknown } | null)?.wall) refresh(getWall)
  })
  const [dialog, setDialog] = useState<'new' | 'edit' | 'visit' | null>(null)
  const wall = read.data
  const show = (scene: string) => {
    setProblem(null)
    client
      .call(switchScene, { params: { id: hall }, body: { scene, audience } })
      .then(() => refresh(getWall))
      .catch(setProblem)
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.closest('input,textarea,[role=combobox]')
      const scene = wall?.scenes.find((one) => one.key === event.key)
      if (scene && !isTyping) show(scene.id)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!wall) return <Loading />
  return (
    <Page
      title={texts.title}
      acts={
        <>
          <Button onClick={() => setDialog('new')}>{texts.newScene}</Button>
          <Button onClick={() => setDialog('edit')}>{texts.editScene}</Button>
          <Button onClick={() => setDialog('visit')}>{texts.planVisit}</Button>
          <Select
            aria-label={texts.audience}
            value={audience}
            options={Object.entries(grades).map(([value, label]) => ({
              value,
              label: `${texts.audience}：${label}`,
            }))}
            onChange={(value) => setAudience(value as typeof audience)}
          />
        </>
      }
    >
      <ProblemNote error={problem} />
      <div className={styles.scenes}>
        {wall.scenes.map((scene) => (
          <button
            key={scene.id}
            type="button"
            className={styles.scene}
            aria-pressed={scene.id === wall.scene.id}
            onClick={() => show(scene.id)}
          >
            <b>{scene.title}</b>
            <span>
              {grades[scene.grade]} {scene.key ? `· ${texts.key(scene.key)}` : ''}
            </span>
          </button>
        ))}
      </div>
      <Columns
        main={
          <Section title={texts.log}>
            <Lines>
              {wall.log.map((one) => (
                <Line
                  key={`${one.time}${one.what}`}
                  title={one.what}
                  note={`${one.by} · ${formatTime(one.time)}`}
                />
              ))}
            </Lines>
          </Section>
        }
        side={
          <>
            <Section title={texts.now}>
              <p>{wall.scene.title}</p>
              <Quiet>
                {wall.why} {wall.until ? texts.until(formatTime(wall.until)) : ''}
              </Quiet>
            </Section>
            <Visits wall={wall} onProblem={setProblem} />
            <Section title={texts.displays}>
              <Lines>
                {displaysOf(wall).map((n) => (
                  <Line key={n} to={`/screen/walls/${hall}/${n}`} title={texts.display(String(n))} />
                ))}
              </Lines>
            </Section>
          </>
        }
      />
      {dialog === 'visit' ? <VisitDialog wall={wall} onClose={() => setDialog(null)} /> : null}
      {dialog === 'new' || dialog === 'edit' ? (
        <SceneDialog
          wall={wall}
          of={dialog === 'edit' ? wall.scene : undefined}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </Page>
  )
}

/** Visits to come; each may be cancelled. */
function Visits({ wall, onProblem }: { wall: Wall; onProblem: (problem: Error) => void }) {
  const texts = useTexts(wallTexts)
  const cancel = (entry: string) =>
    client
      .call(cancelScheduledScene, { params: { id: wall.id, entry } })
      .then(() => refresh(getWall))
      .catch(onProblem)
  return (
    <Section title={texts.visits}>
      {wall.schedule.length === 0 ? <Quiet>{texts.noVisits}</Quiet> : null}
      <Lines>
        {wall.schedule.map((one) => (
          <Line
            key={one.id}
            title={`${one.title} · ${wall.scenes.find(({ id }) => id === one.scene)?.title ?? one.scene}`}
            note={
              <>
                {formatTime(one.from)} – {formatTime(one.to)}{' '}
                <Button size="small" onClick={() => void cancel(one.id)}>
                  {texts.cancelVisit}
                </Button>
              </>
            }
          />
        ))}
      </Lines>
    </Section>
  )
}
