import {
  type Facility,
  type FacilityMount,
  getFacility,
  listFacilities,
  mountOnFacility,
  type OperationInput,
  unmountFromFacility,
} from '@civitas/sdk'
import { formatNumber, formatTime, Loading, useTexts } from '@civitas/ui'
import { Button, Progress } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { LazyPlaceMap } from '../../../capabilities/place/lazy-place-map.tsx'
import styles from '../devices/devices.module.css'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Facts, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { useMay } from '../parts/permissions.tsx'
import { ThingSelect } from '../parts/thing-select.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { useSectorNames } from './sector-names.ts'
import { sitingTexts } from './siting.texts.ts'

/** One facility: what it is, what room is left on it, what it carries, and when it was seen. */
export function FacilityView({ id }: { id: string }) {
  const texts = useTexts(sitingTexts)
  const { division } = useTexts(consoleTexts)
  const sectors = useSectorNames()
  const read = useRead(getFacility, { params: { id } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { facility, mounts, checks } = read.data
  const or = (text: string | null) => text || texts.none
  return (
    <div className={styles.stack}>
      <Facts
        facts={[
          { label: texts.reference, value: <span className="code">{facility.reference}</span> },
          { label: texts.carrier, value: texts.carriers[facility.carrier] },
          { label: texts.height, value: texts.heights[facility.heightClass] },
          { label: texts.sector, value: or(sectors.get(facility.sector ?? '') ?? null) },
          { label: texts.columns.owner, value: or(facility.ownerName) },
          { label: texts.maintenance, value: or(facility.maintenanceUnit) },
          { label: texts.network, value: or(facility.network) },
          { label: texts.powerSupply, value: or(facility.power) },
          ...(facility.carrier === 'tunnel'
            ? [
                { label: texts.segment, value: or(facility.segment) },
                { label: texts.cabin, value: or(facility.cabin) },
              ]
            : []),
          { label: division, value: <DivisionName code={facility.divisionCode} /> },
        ]}
      />
      <Budget facility={facility} />
      <div className={parts.map}>
        <LazyPlaceMap position={facility.position} />
      </div>
      <Mounts facility={facility} mounts={mounts} />
      <Section title={texts.checks}>
        {checks.length === 0 ? <Quiet>{texts.noChecks}</Quiet> : null}
        <Lines>
          {checks.map((check) => (
            <Line
              key={check.id}
              before={
                <StateTag tone={check.result === 'confirmed' ? undefined : 'bad'}>
                  {texts.checkResults[check.result]}
                </StateTag>
              }
              title={[
                check.distanceMetres === null ? '' : texts.away(formatNumber(check.distanceMetres, 1)),
                check.comment ?? '',
              ].join(' ')}
              note={`${check.checkedBy} ${formatTime(check.time)}`}
            />
          ))}
        </Lines>
      </Section>
    </div>
  )
}

/** Slots, load and power: what there is and what is used. */
function Budget({ facility }: { facility: Facility }) {
  const texts = useTexts(sitingTexts)
  const rows = [
    [texts.slotsUsed, facility.usedSlots, facility.slots],
    [texts.load, facility.usedLoadKg, facility.loadKg],
    [texts.power, facility.usedPowerW, facility.powerW],
  ] as const
  return (
    <div className={styles.stats}>
      {rows.map(([label, used, all]) => (
        <div key={label}>
          <small>{label}</small>
          {all === null ? (
            <div>{`${formatNumber(used)} / ${texts.none}`}</div>
          ) : (
            <Progress
              size="small"
              aria-label={label}
              percent={all === 0 ? 100 : Math.min(100, Math.round((100 * used) / all))}
              status={used >= all ? 'exception' : 'normal'}
              format={() => `${formatNumber(used)} / ${formatNumber(all)}`}
            />
          )}
        </div>
      ))}
    </div>
  )
}

function Mounts({ facility, mounts }: { facility: Facility; mounts: FacilityMount[] }) {
  const texts = useTexts(sitingTexts)
  const may = useMay()
  const [isMounting, setMounting] = useState(false)
  const [removing, setRemoving] = useState<FacilityMount | null>(null)
  const mayChange = may('sensing.facilities')
  return (
    <Section
      title={texts.mounts}
      extra={
        mayChange ? (
          <Button size="small" type="primary" onClick={() => setMounting(true)}>
            {texts.mount}
          </Button>
        ) : null
      }
    >
      {mounts.length === 0 ? <Quiet>{texts.noMounts}</Quiet> : null}
      <Lines>
        {mounts.map((mount) => (
          <div key={mount.id} className={styles.row}>
            <span style={{ flex: 1 }}>
              <Line
                to={mount.thingId ? `/console/devices/${mount.thingId}` : undefined}
                title={mount.title}
                note={`${mount.tenantName ?? ''} ${formatTime(mount.mountedTime)}`}
              />
            </span>
            {mount.removedTime ? <StateTag tone="over">{texts.removed}</StateTag> : null}
            {mayChange && !mount.removedTime ? (
              <Button size="small" danger onClick={() => setRemoving(mount)}>
                {texts.unmount}
              </Button>
            ) : null}
          </div>
        ))}
      </Lines>
      {isMounting ? <MountDialog facility={facility} onClose={() => setMounting(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.unmount}
          why={texts.unmountWhy}
          danger
          comment="none"
          act={async () => {
            await client.call(unmountFromFacility, { params: { id: removing.id } })
            refresh(getFacility, listFacilities)
          }}
          onClose={() => setRemoving(null)}
        />
      ) : null}
    </Section>
  )
}

function MountDialog({ facility, onClose }: { facility: Facility; onClose: () => void }) {
  const texts = useTexts(sitingTexts)
  return (
    <FormDialog<OperationInput<typeof mountOnFacility>['body']>
      title={texts.mount}
      why={texts.mountWhy}
      first={{ slots: 1, loadKg: 0, powerW: 0 }}
      fields={[
        { name: 'title', label: texts.mountTitle, kind: 'text', required: true },
        { name: 'thingId', label: texts.thing, kind: 'custom', control: <ThingSelect /> },
        { name: 'tenantId', label: texts.tenant, kind: 'custom', control: <OrganisationSelect /> },
        { name: 'slots', label: texts.slotsUsed, kind: 'number', min: 1, max: 100, precision: 0 },
        { name: 'loadKg', label: texts.load, kind: 'number', min: 0 },
        { name: 'powerW', label: texts.power, kind: 'number', min: 0 },
      ]}
      act={async (body) => {
        await client.call(mountOnFacility, { params: { id: facility.id }, body })
        refresh(getFacility, listFacilities)
      }}
      onClose={onClose}
    />
  )
}
