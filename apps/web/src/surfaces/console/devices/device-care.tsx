import { type FleetThing, getDeviceCare, type OperationOutput } from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { CalibrationDialog } from '../health/calibration-dialog.tsx'
import { healthTexts } from '../health/health.texts.ts'
import { OrderDialog } from '../health/order-dialog.tsx'
import { OrderCase } from '../health/order-list.tsx'
import { SwapDialog } from '../health/swap-dialog.tsx'
import { Columns, Facts, Line, Lines, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { OneTimeSecret } from '../terminals/one-time-secret.tsx'

type Care = OperationOutput<typeof getDeviceCare>
type Act = 'calibration' | 'swap' | 'orders'

/** What is done to keep a device right: calibration, swaps, work orders. */
export function DeviceCare({ thing }: { thing: FleetThing }) {
  const texts = useTexts(healthTexts)
  const [act, setAct] = useState<Act | null>(null)
  const [credential, setCredential] = useState<{ name: string; key: string } | null>(null)
  const read = useRead(getDeviceCare, { params: { id: thing.id } }, { everyMs: 15_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const care = read.data
  const close = () => setAct(null)
  return (
    <>
      <Columns
        main={
          <>
            <Orders care={care} onAct={() => setAct('orders')} />
            <Calibrations care={care} onAct={() => setAct('calibration')} />
          </>
        }
        side={<Swaps care={care} onAct={() => setAct('swap')} />}
      />
      {act === 'orders' ? <OrderDialog thingId={thing.id} onClose={close} /> : null}
      {act === 'calibration' ? (
        <CalibrationDialog thingId={thing.id} known={care.calibration} onClose={close} />
      ) : null}
      {act === 'swap' ? <SwapDialog thingId={thing.id} onKey={setCredential} onClose={close} /> : null}
      {credential ? (
        <OneTimeSecret
          title={texts.swap.keyTitle}
          why={texts.swap.keyWhy(credential.name)}
          secret={credential.key}
          onClose={() => setCredential(null)}
        />
      ) : null}
    </>
  )
}

interface PartProps {
  care: Care
  onAct: () => void
}

function ActButton({ children, onAct }: { children: string; onAct: () => void }) {
  const may = useMay()
  if (!may('sensing.write')) return null
  return (
    <Button size="small" onClick={onAct}>
      {children}
    </Button>
  )
}

function Orders({ care, onAct }: PartProps) {
  const { orders: texts } = useTexts(healthTexts)
  return (
    <Section title={texts.records} extra={<ActButton onAct={onAct}>{texts.act}</ActButton>}>
      {care.workOrders.length === 0 ? <Quiet>{texts.noRecords}</Quiet> : null}
      <Lines>
        {care.workOrders.map((each) => (
          <Line
            key={each.id}
            before={
              <StateTag tone={each.state === 'open' ? 'loud' : 'over'}>{texts.states[each.state]}</StateTag>
            }
            title={
              <>
                {texts.kinds[each.kind]} <OrderCase order={each} /> {each.reason}
              </>
            }
            note={`${each.createdBy} ${formatTime(each.createdTime)}`}
          />
        ))}
      </Lines>
    </Section>
  )
}

function Calibrations({ care, onAct }: PartProps) {
  const { calibration: texts } = useTexts(healthTexts)
  const { calibration } = care
  return (
    <Section title={texts.records} extra={<ActButton onAct={onAct}>{texts.act}</ActButton>}>
      {calibration ? (
        <Facts
          facts={[
            {
              label: texts.due,
              value: (
                <>
                  {calibration.dueDate}{' '}
                  {calibration.overdue ? <StateTag tone="bad">{texts.overdue}</StateTag> : null}
                </>
              ),
            },
            {
              label: texts.metrologyShort,
              value: calibration.metrology ? (
                <StateTag tone={calibration.valid ? undefined : 'bad'}>
                  {calibration.valid ? texts.valid : texts.invalid}
                </StateTag>
              ) : (
                '—'
              ),
            },
          ]}
        />
      ) : (
        <Quiet>{texts.noPlan}</Quiet>
      )}
      <Lines>
        {care.calibrations.map((each) => (
          <Line
            key={each.id}
            before={
              <StateTag tone={each.result === 'failed' ? 'bad' : undefined}>
                {texts.results[each.result]}
              </StateTag>
            }
            title={
              <>
                {each.doneDate} <span className="code">{each.certificate ?? ''}</span>
              </>
            }
            note={each.recordedBy}
          />
        ))}
      </Lines>
    </Section>
  )
}

function Swaps({ care, onAct }: PartProps) {
  const { swap: texts } = useTexts(healthTexts)
  return (
    <Section title={texts.records} extra={<ActButton onAct={onAct}>{texts.act}</ActButton>}>
      {care.swaps.length === 0 ? <Quiet>{texts.noRecords}</Quiet> : null}
      <Lines>
        {care.swaps.map((each) => (
          <Line
            key={each.id}
            title={
              <>
                <span className="code">{`${each.oldSerial ?? '—'} → ${each.newSerial}`}</span> {each.reason}
              </>
            }
            note={`${each.swappedBy} ${formatTime(each.time)}`}
          />
        ))}
      </Lines>
    </Section>
  )
}
