import { getWall, switchScene } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
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
  const displays = [...new Set(wall.scenes.flatMap((one) => one.displays.map((each) => each.display)))].sort()
  return (
    <Page
      title={texts.title}
      acts={
        <Select
          aria-label={texts.audience}
          value={audience}
          options={Object.entries(grades).map(([value, label]) => ({
            value,
            label: `${texts.audience}：${label}`,
          }))}
          onChange={(value) => setAudience(value as typeof audience)}
        />
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
            <Section title={texts.displays}>
              <Lines>
                {displays.map((n) => (
                  <Line key={n} to={`/screen/walls/${hall}/${n}`} title={texts.display(String(n))} />
                ))}
              </Lines>
            </Section>
          </>
        }
      />
    </Page>
  )
}
