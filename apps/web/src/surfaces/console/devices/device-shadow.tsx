import { type FleetThing, getShadow, type Shadow, setDesired } from '@civitas/sdk'
import { EmptyState, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Quiet, Section, StateTag } from '../parts/page.tsx'
import { parseObject } from '../parts/parse-object.ts'
import { useMay } from '../parts/permissions.tsx'
import { deviceTexts } from './device.texts.ts'
import styles from './devices.module.css'

/** What a device should be beside what it says it is. */
export function DeviceShadow({ thing }: { thing: FleetThing }) {
  const { shadow: texts } = useTexts(deviceTexts)
  const may = useMay()
  const [isSetting, setSetting] = useState(false)
  const read = useRead(getShadow, { params: { id: thing.id } }, { everyMs: 3_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const shadow = read.data
  const keys = [...new Set([...Object.keys(shadow.desired), ...Object.keys(shadow.reported)])].sort()
  return (
    <Section
      title={texts.title}
      extra={
        may('sensing.control') ? (
          <Button type="primary" onClick={() => setSetting(true)}>
            {texts.set}
          </Button>
        ) : null
      }
    >
      {keys.length === 0 ? <EmptyState title={texts.empty} why={texts.emptyWhy} /> : null}
      {keys.length > 0 ? <Differences shadow={shadow} keys={keys} /> : null}
      {isSetting ? <DesiredDialog shadow={shadow} onClose={() => setSetting(false)} /> : null}
    </Section>
  )
}

function Differences({ shadow, keys }: { shadow: Shadow; keys: string[] }) {
  const { shadow: texts } = useTexts(deviceTexts)
  const show = (value: unknown) => (value === undefined ? '—' : JSON.stringify(value))
  return (
    <>
      <table className={styles.streams}>
        <thead>
          <tr>
            <th>{texts.key}</th>
            <th>{texts.desired}</th>
            <th>{texts.reported}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key}>
              <td className="code">{key}</td>
              <td className="code">{show(shadow.desired[key])}</td>
              <td className="code">{show(shadow.reported[key])}</td>
              <td>
                <Difference shadow={shadow} name={key} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Quiet>
        {texts.versions(shadow.desiredVersion, shadow.reportedVersion)} ·{' '}
        {texts.times(formatTime(shadow.desiredTime), formatTime(shadow.reportedTime))}
      </Quiet>
    </>
  )
}

function Difference({ shadow, name }: { shadow: Shadow; name: string }) {
  const { shadow: texts } = useTexts(deviceTexts)
  if (!(name in shadow.desired)) return <StateTag tone="over">{texts.onlyReported}</StateTag>
  if (!(name in shadow.delta)) return <StateTag>{texts.same}</StateTag>
  return (
    <StateTag tone={name in shadow.reported ? 'bad' : 'loud'}>
      {name in shadow.reported ? texts.differs : texts.waiting}
    </StateTag>
  )
}

function DesiredDialog({ shadow, onClose }: { shadow: Shadow; onClose: () => void }) {
  const { shadow: texts } = useTexts(deviceTexts)
  const [json, setJson] = useState(() => JSON.stringify(shadow.desired, null, 2))
  const [version] = useState(shadow.desiredVersion)
  const desired = parseObject(json)
  return (
    <ActDialog
      title={texts.set}
      why={texts.setWhy}
      comment="none"
      isReady={desired !== null}
      act={async () => {
        await client.call(setDesired, {
          params: { id: shadow.thingId },
          body: { desired: desired ?? {}, version },
        })
        refresh(getShadow)
      }}
      onClose={onClose}
    >
      <Input.TextArea
        className="code"
        aria-label={texts.json}
        rows={8}
        status={desired ? undefined : 'error'}
        value={json}
        onChange={(event) => setJson(event.target.value)}
      />
      {desired ? null : <p className={styles.fault}>{texts.wrong}</p>}
    </ActDialog>
  )
}
