import { listIncidentLog, noteSituation } from '@civitas/sdk'
import { formatClock, useTexts } from '@civitas/ui'
import { Input, Slider } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { useCommandNews } from './use-command.ts'

/** Everything that happened, newest first, or replayed up to a minute. */
export function IncidentLog({ incidentId }: { incidentId: string }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [words, setWords] = useState('')
  const [upTo, setUpTo] = useState<number | null>(null)
  const read = useRead(listIncidentLog, { params: { id: incidentId }, query: {} }, { keepPrevious: true })
  useCommandNews([listIncidentLog], incidentId)
  const all = read.data ?? []
  const shown = upTo === null ? all : all.slice(0, upTo)
  return (
    <>
      <div className={styles.inline}>
        {may('command.report') ? (
          <Input.Search
            size="small"
            style={{ width: 280 }}
            enterButton={texts.situation}
            aria-label={texts.situation}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onSearch={async (text) => {
              if (!text.trim()) return
              await client.call(noteSituation, { params: { id: incidentId }, body: { text: text.trim() } })
              setWords('')
              refresh(listIncidentLog)
            }}
          />
        ) : null}
        <span className={styles.quiet}>{texts.replay}</span>
        <div style={{ flex: 1, minWidth: 120 }}>
          <Slider
            min={1}
            max={Math.max(1, all.length)}
            value={upTo ?? all.length}
            ariaLabelForHandle={texts.replay}
            tooltip={{
              formatter: (at) => (at && all[at - 1] ? formatClock(all[at - 1]?.time ?? '') : texts.allLog),
            }}
            onChange={(at) => setUpTo(at >= all.length ? null : at)}
          />
        </div>
      </div>
      {[...shown].reverse().map((one) => (
        <div key={one.id} className={styles.logLine}>
          <span>{formatClock(one.time)}</span>
          <span>{one.byName}</span>
          <span>{one.text}</span>
        </div>
      ))}
    </>
  )
}
