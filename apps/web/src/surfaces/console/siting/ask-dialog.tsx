import {
  checkSiting,
  type DuplicateFacility,
  listSitingRequests,
  type OperationOutput,
  requestSiting,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Line, Lines, Quiet, StateTag } from '../parts/page.tsx'
import { PlaceField } from '../parts/place-field.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { sitingTexts } from './siting.texts.ts'

interface AskForm {
  purpose: string
  facilityType: string
  position: [number, number]
  reason?: string
}
type Check = OperationOutput<typeof checkSiting>

/** Asks for a new facility; what stands nearby already is shown at once and can be shared instead. */
export function AskDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(sitingTexts)
  const [values, setValues] = useState<Partial<AskForm>>({})
  const [shared, setShared] = useState<DuplicateFacility | null>(null)
  const { facilityType = '', position } = values
  const canCheck = /^[a-z][a-z0-9-]{0,59}$/.test(facilityType) && position !== undefined
  const check = useQuery<Check, Error>({
    queryKey: [checkSiting.id, facilityType, position],
    queryFn: () =>
      client.call(checkSiting, { body: { facilityType, position: position as [number, number] } }),
    enabled: canCheck,
  })
  const needsReason = check.data?.reasonNeeded === true && shared === null
  return (
    <FormDialog<AskForm>
      title={texts.request}
      why={texts.requestWhy}
      width={640}
      fields={[
        { name: 'purpose', label: texts.purpose, kind: 'text', required: true },
        {
          name: 'facilityType',
          label: texts.type,
          kind: 'code',
          required: true,
          extra: texts.typeHint,
          pattern: { is: /^[a-z][a-z0-9-]{0,59}$/, else: texts.typeHint },
        },
        { name: 'position', label: texts.position, kind: 'custom', required: true, control: <PlaceField /> },
        {
          name: 'reason',
          label: texts.reasonText,
          kind: 'area',
          rows: 2,
          required: needsReason,
          extra: needsReason ? texts.reasonNeeded : undefined,
        },
      ]}
      onChange={(next) => {
        setValues(next)
        setShared(null)
      }}
      act={async ({ reason, ...rest }) => {
        await client.call(requestSiting, {
          body: {
            ...rest,
            ...(reason?.trim() ? { reason: reason.trim() } : {}),
            ...(shared ? { shareFacilityId: shared.facilityId } : {}),
          },
        })
        refresh(listSitingRequests)
      }}
      onClose={onClose}
    >
      <ProblemNote error={check.error} />
      {canCheck && check.data ? <Nearby check={check.data} shared={shared} onShare={setShared} /> : null}
    </FormDialog>
  )
}

interface NearbyProps {
  check: Check
  shared: DuplicateFacility | null
  onShare: (facility: DuplicateFacility | null) => void
}

/** What stands near the place: facilities to share, and poles with room. */
function Nearby({ check, shared, onShare }: NearbyProps) {
  const texts = useTexts(sitingTexts)
  return (
    <section className={styles.stack} aria-live="polite" aria-label={texts.duplicatesTitle}>
      {check.duplicates.length === 0 ? (
        <Quiet>{texts.noDuplicates}</Quiet>
      ) : (
        <div>
          <b>{texts.duplicatesTitle}</b>
          <Lines>
            {check.duplicates.map((each) => (
              <div key={each.facilityId} className={styles.row}>
                <span style={{ flex: 1 }}>
                  {each.name} <small>{each.ownerName ?? ''}</small> {texts.away(formatNumber(each.metres, 1))}{' '}
                  {each.sameArea ? <StateTag>{texts.sameArea}</StateTag> : null}
                </span>
                <Button
                  size="small"
                  type={shared?.facilityId === each.facilityId ? 'primary' : 'default'}
                  aria-pressed={shared?.facilityId === each.facilityId}
                  onClick={() => onShare(shared?.facilityId === each.facilityId ? null : each)}
                >
                  {texts.shareThis}
                </Button>
              </div>
            ))}
          </Lines>
          {shared ? <Quiet>{texts.shareChosen}</Quiet> : null}
        </div>
      )}
      {check.carriers.length > 0 ? (
        <div>
          <b>{texts.carriersTitle}</b>
          <Lines>
            {check.carriers.slice(0, 10).map((each) => (
              <Line
                key={each.id}
                title={each.name}
                note={`${texts.slotsUsed} ${formatNumber(each.usedSlots)} / ${formatNumber(each.slots)}`}
              />
            ))}
          </Lines>
        </div>
      ) : null}
    </section>
  )
}
