import {
  authoriseSwitch,
  endSwitch,
  getMode,
  getModeState,
  type Incident,
  listWarProfiles,
  proposeSwitch,
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

const sixHours = 6 * 3_600_000
const running = new Set(['proposed', 'authorised', 'active'])

/** War mode for one incident, from its stage: ask, authorise, return to peace. In a drill a role plays the second person. */
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
  const authorise = useMutation({
    mutationFn: (id: string) => client.call(authoriseSwitch, { params: { id } }),
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
      <ProblemNote error={ask.error ?? authorise.error} />
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
        {one && one.state !== 'active' && may('command.authorise') ? (
          <Button
            size="small"
            type="primary"
            loading={authorise.isPending}
            onClick={() => authorise.mutate(one.id)}
          >
            {texts.authorise}
          </Button>
        ) : null}
        {one?.state === 'active' && may('command.authorise') ? (
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
