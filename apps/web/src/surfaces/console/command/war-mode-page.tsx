import {
  authoriseSwitch,
  endSwitch,
  getMode,
  getModeState,
  listWarProfiles,
  type ModeState,
  proposeSwitch,
  type WarSwitch,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { useMutation } from '@tanstack/react-query'
import { Button, DatePicker } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { DivisionsSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect, OrganisationsSelect } from '../parts/organisation-select.tsx'
import { Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'
import { SafeReports } from './safe-reports.tsx'
import { warFormsTexts } from './war-forms.texts.ts'
import { BaseSettingsDialog, WarProfiles } from './war-profiles.tsx'

/** 平战切换: what holds now, what holds in peace, and the switches with their two authorisers. */
export function WarModePage() {
  const read = useRead(getModeState, {})
  useLive(['mode'], () => refresh(getModeState, getMode))
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return read.data ? <ModeView state={read.data} /> : <Loading />
}

function ModeView({ state }: { state: ModeState }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const [isAsking, setAsking] = useState(false)
  const own = useTexts(warFormsTexts)
  const [isSetting, setSetting] = useState(false)
  return (
    <Page
      title={
        <>
          {texts.warMode}{' '}
          <StateTag tone={state.isWar ? 'bad' : 'over'}>
            {state.isWar ? texts.warNow : texts.peaceNow}
          </StateTag>
        </>
      }
      acts={
        may('command.direct') ? (
          <Button type="primary" onClick={() => setAsking(true)}>
            {texts.propose}
          </Button>
        ) : null
      }
    >
      <Section
        title={texts.effectiveSettings}
        extra={
          may('command.authorise') ? (
            <Button size="small" disabled={state.isWar} onClick={() => setSetting(true)}>
              {own.editBase}
            </Button>
          ) : null
        }
      >
        <Settings state={state} />
      </Section>
      <Section title={texts.warMode}>
        {state.switches.map((one) => (
          <SwitchRow key={one.id} one={one} />
        ))}
      </Section>
      <WarProfiles base={state.base} />
      {isSetting ? <BaseSettingsDialog base={state.base} onClose={() => setSetting(false)} /> : null}
      {isAsking ? <ProposeDialog onClose={() => setAsking(false)} /> : null}
    </Page>
  )
}

const keys = [
  'unreadMinutes',
  'reportMinutes',
  'proposeFrom',
  'routeToCommand',
  'dutyLeader',
  'tightenPercent',
] as const

function Settings({ state }: { state: ModeState }) {
  const texts = useTexts(commandTexts)
  const ui = useTexts(uiTexts)
  const show = (settings: ModeState['base'], key: (typeof keys)[number]) => {
    const value = settings[key]
    if (typeof value === 'boolean') return value ? texts.yes : texts.no
    return key === 'proposeFrom' ? ui.level[settings.proposeFrom] : String(value)
  }
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th> </th>
          <th>{texts.peaceSettings}</th>
          <th>{texts.effectiveSettings}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key}>
            <td>{texts[key]}</td>
            <td>{show(state.base, key)}</td>
            <td className={state.base[key] === state.effective[key] ? '' : styles.red}>
              {show(state.effective, key)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function SwitchRow({ one }: { one: WarSwitch }) {
  const texts = useTexts(commandTexts)
  const may = useMay()
  const own = useTexts(warFormsTexts)
  const [isEnding, setEnding] = useState(false)
  const reports = one.settings.reportMinutes > 0 && one.startedTime !== null
  const run = useMutation({
    mutationFn: () => client.call(authoriseSwitch, { params: { id: one.id } }),
    onSuccess: () => refresh(getModeState, getMode),
  })
  return (
    <div className={styles.order}>
      <div className={styles.orderHead}>
        <b>{one.title}</b>
        <StateTag tone={one.state === 'active' ? 'bad' : one.state === 'proposed' ? 'loud' : 'over'}>
          {texts.switchStates[one.state]}
        </StateTag>
      </div>
      <div className={styles.steps}>
        <span>
          {formatTime(one.startTime)} {texts.until} {formatTime(one.endTime)}
        </span>
        <span>
          {one.divisions.length === 0 ? texts.wholeCity : null}
          {one.divisions.map((code) => (
            <DivisionName key={code} code={code} />
          ))}
        </span>
        <span>{texts.authorised(String(one.authorisers.length))}</span>
        <span>{one.authorisers.map((each) => each.name).join('、')}</span>
        {one.commandName ? (
          <span>
            {own.command} {one.commandName}
          </span>
        ) : null}
        {one.routedEvents > 0 ? <span>{own.routed(formatNumber(one.routedEvents))}</span> : null}
        {one.saved && one.restored ? (
          <span>{isSame(one.saved, one.restored) ? own.restored : own.notRestored}</span>
        ) : null}
        <span className={styles.acts}>
          {one.state === 'proposed' && may('command.authorise') ? (
            <Button size="small" type="primary" loading={run.isPending} onClick={() => run.mutate()}>
              {texts.authorise}
            </Button>
          ) : null}
          {one.state === 'active' && may('command.authorise') ? (
            <Button size="small" danger onClick={() => setEnding(true)}>
              {texts.endWar}
            </Button>
          ) : null}
        </span>
      </div>
      {one.review ? <p className={styles.quiet}>{one.review}</p> : null}
      {reports ? <SafeReports switchId={one.id} /> : null}
      <ProblemNote error={run.error} />
      {isEnding ? (
        <ActDialog
          title={texts.endWar}
          comment="required"
          act={(comment) => client.call(endSwitch, { params: { id: one.id }, body: { comment } })}
          onClose={() => {
            setEnding(false)
            refresh(getModeState, getMode)
          }}
        />
      ) : null}
    </div>
  )
}

const isSame = (a: ModeState['base'], b: ModeState['base']) => keys.every((key) => a[key] === b[key])

interface SwitchValues {
  title: string
  profileId: string
  commandOrganisationId?: string
  reporters?: string[]
  divisions: string[]
  start?: Dayjs
  hours: number
}

function ProposeDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(commandTexts)
  const own = useTexts(warFormsTexts)
  const profiles = useRead(listWarProfiles, {})
  const [parameters] = useSearchParams()
  const incidentId = parameters.get('incident')
  return (
    <FormDialog<SwitchValues>
      title={texts.propose}
      first={{ hours: 6, divisions: [] }}
      fields={[
        { name: 'title', label: texts.title, kind: 'text', required: true },
        {
          ...{ name: 'profileId', label: texts.profile, kind: 'choice', required: true },
          options: (profiles.data ?? []).map((one) => ({ value: one.id, label: one.title })),
        },
        {
          name: 'divisions',
          label: texts.scope,
          kind: 'custom',
          control: <DivisionsSelect id="divisions" />,
        },
        {
          ...{ name: 'start', label: texts.start, kind: 'custom' },
          control: <DatePicker id="start" showTime style={{ width: '100%' }} />,
        },
        {
          ...{ name: 'commandOrganisationId', label: own.command, kind: 'custom' },
          control: <OrganisationSelect id="commandOrganisationId" />,
        },
        {
          ...{ name: 'reporters', label: own.reporters, kind: 'custom' },
          control: <OrganisationsSelect id="reporters" />,
        },
        { name: 'hours', label: texts.hours, kind: 'number', min: 1, max: 720, required: true },
      ]}
      act={({ hours, start, ...body }) => {
        const from = start?.valueOf() ?? Date.now()
        const times = {
          ...(start ? { startTime: start.toISOString() } : {}),
          endTime: new Date(from + hours * 3_600_000).toISOString(),
        }
        return client.call(proposeSwitch, {
          body: { ...body, ...times, ...(incidentId ? { incidentId } : {}) },
        })
      }}
      onClose={() => {
        refresh(getModeState)
        onClose()
      }}
    />
  )
}
