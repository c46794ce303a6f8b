import {
  authoriseSwitch,
  endSwitch,
  getMode,
  getModeState,
  type Incident,
  listWarProfiles,
  playAuthoriser,
  proposeSwitch,
  type WarSwitch,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { exerciseTexts } from './exercise.texts.ts'

const sixHours = 6 * 3_600_000
const running = new Set(['proposed', 'authorised', 'active'])

/** War mode for one incident, from its stage: ask, authorise, return to peace. In a drill one person plays both authorisers. */
export function WarControl({ incident }: { incident: Incident }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const state = useRead(getModeState, {}, { everyMs: 10_000 })
  const profiles = useRead(listWarProfiles, {}, { staleMs: 600_000 })
  const [isEnding, setEnding] = useState(false)
  const again = () => refresh(getModeState, getMode)
  useLive(['mode'], again)
  const one = state.data?.switches.find((each) => each.incidentId === incident.id && running.has(each.state))
  const ask = useMutation({
    mutationFn: () =>
      client.call(proposeSwitch, {
        body: {
          ...{ title: incident.title.replace(/^【.+?】/, '').slice(0, 60), incidentId: incident.id },
          profileId: profiles.data?.[0]?.id ?? '',
          endTime: new Date(Date.now() + sixHours).toISOString(),
        },
      }),
    onSettled: again,
  })
  return (
    <section className={styles.box}>
      <h2>
        {texts.warMode}
        <StateTag tone={one?.state === 'active' ? 'bad' : one ? 'loud' : 'over'}>
          {one ? texts.switchStates[one.state] : texts.peaceNow}
        </StateTag>
      </h2>
      <ProblemNote error={ask.error} />
      {one && one.state !== 'active' ? (
        <p className={styles.quiet}>
          {texts.authorised(String(one.authorisers.length))}{' '}
          {one.authorisers.map((each) => each.name).join('、')}
        </p>
      ) : null}
      <div className={styles.inline}>
        {!one && may('command.direct') && incident.state === 'open' ? (
          <Button
            size="small"
            disabled={!profiles.data?.length}
            loading={ask.isPending}
            onClick={() => ask.mutate()}
          >
            {texts.propose}
          </Button>
        ) : null}
        {one?.state === 'proposed' ? <Authorise one={one} /> : null}
        {one?.state === 'active' && may(one.isDrill ? 'command.direct' : 'command.authorise') ? (
          <Button size="small" danger onClick={() => setEnding(true)}>
            {texts.endWar}
          </Button>
        ) : null}
      </div>
      {isEnding && one ? (
        <ActDialog
          title={texts.endWar}
          comment="required"
          act={(comment) => client.call(endSwitch, { params: { id: one.id }, body: { comment } })}
          onClose={() => {
            setEnding(false)
            again()
          }}
        />
      ) : null}
    </section>
  )
}

const roles = ['chief', 'deputy'] as const

/** The two authorisations: oneself in reality, each of the two marked roles in a drill. */
function Authorise({ one }: { one: WarSwitch }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(exerciseTexts)
  const may = useMay()
  const params = { id: one.id }
  const run = useMutation({
    mutationFn: (role: 'self' | (typeof roles)[number]) =>
      role === 'self'
        ? client.call(authoriseSwitch, { params })
        : client.call(playAuthoriser, { params, body: { role } }),
    onSuccess: (_, role) => setGiven((known) => [...known, role]),
    onSettled: () => refresh(getModeState, getMode),
  })
  const words = { chief: own.playChief, deputy: own.playDeputy }
  const [given, setGiven] = useState<readonly string[]>([])
  return (
    <>
      <ProblemNote error={run.error} />
      {one.isDrill && may('command.direct') ? (
        <>
          <p className={styles.quiet}>{own.playHint}</p>
          {roles.map((role) => (
            <Button
              key={role}
              size="small"
              type="primary"
              disabled={given.includes(role)}
              loading={run.isPending && run.variables === role}
              onClick={() => run.mutate(role)}
            >
              {words[role]}
            </Button>
          ))}
        </>
      ) : null}
      {!one.isDrill && may('command.authorise') ? (
        <Button size="small" type="primary" loading={run.isPending} onClick={() => run.mutate('self')}>
          {texts.authorise}
        </Button>
      ) : null}
    </>
  )
}
