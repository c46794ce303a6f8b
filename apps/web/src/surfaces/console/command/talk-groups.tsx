import {
  acknowledgeBroadcast,
  broadcastToGroup,
  callGroup,
  dissolveGroup,
  type Incident,
  listGroups,
  listIncidentLog,
  type TalkGroup,
} from '@civitas/sdk'
import { formatClock, formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { aroundTexts } from './around.texts.ts'
import styles from './command.module.css'
import { useCommandNews } from './use-command.ts'

interface TalkGroupsProps {
  incident: Incident
  centre: [number, number]
  radiusM: number
}

/** 组呼: one press makes a group of the field staff within the circle; the groups of the incident below it. */
export function TalkGroups({ incident, centre, radiusM }: TalkGroupsProps) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const read = useRead(listGroups, { params: { id: incident.id } })
  useCommandNews([listGroups], incident.id)
  const call = useMutation({
    mutationFn: () =>
      client.call(callGroup, {
        params: { id: incident.id },
        body: { title: own.groupCallTitle(String(radiusM)), centre, radiusM },
      }),
    onSuccess: () => refresh(listGroups, listIncidentLog),
  })
  return (
    <section aria-label={own.groups}>
      <div className={styles.inline}>
        <b>{own.groups}</b>
        {may('command.direct') && incident.state === 'open' ? (
          <Button size="small" loading={call.isPending} onClick={() => call.mutate()}>
            {own.groupCall}
          </Button>
        ) : null}
      </div>
      <ProblemNote error={call.error} />
      {(read.data ?? []).map((one) => (
        <GroupRow key={one.id} group={one} />
      ))}
    </section>
  )
}

function GroupRow({ group }: { group: TalkGroup }) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const [words, setWords] = useState('')
  const params = { id: group.id }
  const say = useMutation({
    mutationFn: (text: string) => client.call(broadcastToGroup, { params, body: { text } }),
    onSuccess: () => {
      setWords('')
      refresh(listGroups, listIncidentLog)
    },
  })
  const end = useMutation({
    mutationFn: () => client.call(dissolveGroup, { params }),
    onSuccess: () => refresh(listGroups, listIncidentLog),
  })
  return (
    <div className={styles.order}>
      <div className={styles.steps}>
        <b>{group.title}</b>
        <span>{own.members(String(group.members.length))}</span>
        <span>
          {formatClock(group.openedTime)}
          {group.dissolvedTime ? ` – ${formatClock(group.dissolvedTime)} ${own.over}` : ''}
        </span>
      </div>
      <p className={styles.quiet}>
        {group.members
          .map((one) => `${one.person.name} ${own.metres(formatNumber(one.distanceM ?? 0))}`)
          .join('、')}
      </p>
      {!group.dissolvedTime && may('command.direct') ? (
        <div className={styles.inline}>
          <Input.Search
            size="small"
            style={{ width: 260 }}
            aria-label={own.broadcast}
            enterButton={own.broadcast}
            value={words}
            loading={say.isPending}
            onChange={(event) => setWords(event.target.value)}
            onSearch={(text) => (text.trim() ? say.mutate(text.trim()) : undefined)}
          />
          <Button size="small" onClick={() => end.mutate()}>
            {own.dissolve}
          </Button>
        </div>
      ) : null}
      <ProblemNote error={say.error ?? end.error} />
      {group.broadcasts.map((one) => (
        <Answers key={one.id} broadcast={one} />
      ))}
    </div>
  )
}

/** Who answered what was told, and by which channel; a reply heard on the phone is recorded here. */
function Answers({ broadcast }: { broadcast: TalkGroup['broadcasts'][number] }) {
  const own = useTexts(aroundTexts)
  const may = useMay()
  const run = useMutation({
    mutationFn: (id: string) =>
      client.call(acknowledgeBroadcast, { params: { id }, body: { channel: 'voice', reply: '1' } }),
    onSuccess: () => refresh(listGroups),
  })
  return (
    <>
      <p>
        {formatClock(broadcast.time)} {broadcast.byName}：{broadcast.text}
      </p>
      <ProblemNote error={run.error} />
      {broadcast.acknowledgements.map((one) => (
        <div key={one.id} className={styles.steps}>
          <span>{one.name}</span>
          <span className={one.state === 'no-reply' ? styles.red : ''}>{own.ackStates[one.state]}</span>
          {one.state !== 'acknowledged' && may('command.report') ? (
            <Button size="small" type="link" onClick={() => run.mutate(one.id)}>
              {own.replied}
            </Button>
          ) : null}
        </div>
      ))}
    </>
  )
}
