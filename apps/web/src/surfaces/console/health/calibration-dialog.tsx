import { type Calibration, getDeviceCare, listCalibrations, setCalibration } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs, { type Dayjs } from 'dayjs'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { healthTexts } from './health.texts.ts'

interface CalibrationForm {
  doneDate?: Dayjs
  dueDate: Dayjs
  result?: 'passed' | 'failed'
  certificate?: string
  metrology?: boolean
}

/** Notes that a device was calibrated, or when it is to be. */
export function CalibrationDialog({
  thingId,
  known,
  onClose,
}: {
  thingId: string
  known: Calibration | null
  onClose: () => void
}) {
  const { calibration: texts } = useTexts(healthTexts)
  return (
    <FormDialog<CalibrationForm>
      title={texts.act}
      why={texts.why}
      first={{
        doneDate: dayjs(),
        dueDate: dayjs().add(1, 'year'),
        result: 'passed',
        metrology: known?.metrology ?? false,
      }}
      fields={[
        { name: 'doneDate', label: texts.done, kind: 'day' },
        {
          name: 'result',
          label: texts.result,
          kind: 'choice',
          allowClear: true,
          options: Object.entries(texts.results).map(([value, label]) => ({ value, label })),
        },
        { name: 'certificate', label: texts.certificate, kind: 'code' },
        { name: 'dueDate', label: texts.due, kind: 'day', required: true },
        { name: 'metrology', label: texts.metrology, kind: 'tick' },
      ]}
      act={async ({ doneDate, dueDate, result, certificate, metrology }) => {
        await client.call(setCalibration, {
          params: { id: thingId },
          body: {
            dueDate: toDay(dueDate),
            metrology: metrology ?? false,
            ...(doneDate ? { doneDate: toDay(doneDate), ...(result ? { result } : {}) } : {}),
            ...(certificate?.trim() ? { certificate: certificate.trim() } : {}),
          },
        })
        refresh(getDeviceCare, listCalibrations)
      }}
      onClose={onClose}
    />
  )
}
