import { getDutyHours, saveDutyHours, type TimeWindow } from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { MovingSelect } from './moving-select.tsx'
import { PanelField } from './track-frame.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

const personalType = 'city-base.field-worker'
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const usual: TimeWindow = { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '20:00' }

/** When a person is on duty, and so may be seen. */
export function DutyHours() {
  const texts = useTexts(tracksTexts)
  const [parameters, setParameters] = useSearchParams()
  const person = parameters.get('person') ?? undefined
  const read = useRead(
    getDutyHours,
    { params: { entityId: person ?? '' } },
    { enabled: person !== undefined, staleMs: 0 },
  )
  return (
    <div className={styles.narrow}>
      <p className={styles.note}>{texts.dutyWhy}</p>
      <PanelField label={texts.object} id="duty-person">
        <MovingSelect
          id="duty-person"
          entityType={personalType}
          value={person}
          onChange={(id) => setParameters(id ? { tab: 'duty', person: id } : { tab: 'duty' })}
        />
      </PanelField>
      {person === undefined ? <EmptyState title={texts.choosePerson} /> : null}
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {person && read.isPending ? <Loading /> : null}
      {person && read.data ? <Hours key={person} person={person} windows={read.data} /> : null}
    </div>
  )
}

function Hours({ person, windows }: { person: string; windows: TimeWindow[] }) {
  const texts = useTexts(tracksTexts)
  const { message } = App.useApp()
  const [draft, setDraft] = useState(windows)
  const change = (at: number, part: Partial<TimeWindow>) =>
    setDraft((former) => former.map((each, i) => (i === at ? { ...each, ...part } : each)))
  const save = useMutation({
    mutationFn: () => client.call(saveDutyHours, { params: { entityId: person }, body: { windows: draft } }),
    onSuccess: () => {
      void message.success(texts.saved)
      refresh(getDutyHours)
    },
  })
  return (
    <>
      {draft.length === 0 ? <p className={styles.note}>{texts.dutyNone}</p> : null}
      {draft.map((window, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: windows have no id of their own
        <div className={styles.dutyRow} key={at}>
          <Checkbox.Group
            value={window.weekdays ?? everyDay}
            options={texts.weekdays.map((label, index) => ({ value: index + 1, label }))}
            onChange={(weekdays) => change(at, { weekdays })}
          />
          {(['from', 'to'] as const).map((end) => (
            <Input
              key={end}
              className="code"
              style={{ width: 88 }}
              maxLength={5}
              aria-label={`${end === 'from' ? texts.fromClock : texts.toClock} ${at + 1}`}
              value={window[end]}
              onChange={(event) => change(at, { [end]: event.target.value })}
            />
          ))}
          <Button danger size="small" onClick={() => setDraft((former) => former.filter((_, i) => i !== at))}>
            {texts.removeWindow}
          </Button>
        </div>
      ))}
      <ProblemNote error={save.error} />
      <div className={styles.dutyRow}>
        <Button onClick={() => setDraft((former) => [...former, usual])}>{texts.addWindow}</Button>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {texts.save}
        </Button>
      </div>
    </>
  )
}
