import {
  createWorkOrder,
  type DeviceWorkOrder,
  getDeviceCare,
  type HealthForecast,
  listCases,
  listWorkOrders,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { healthTexts } from './health.texts.ts'

interface OrderDialogProps {
  thingId: string
  kind?: DeviceWorkOrder['kind']
  reason?: string
  /** The forecast that is behind it. */
  forecast?: HealthForecast
  onClose: () => void
}

/** Asks for work on a device. */
export function OrderDialog({ thingId, kind, reason, forecast, onClose }: OrderDialogProps) {
  const { orders: texts, kind: kindLabel } = useTexts(healthTexts)
  const fromForecast = forecast?.kind === 'battery' ? 'swap' : 'repair'
  return (
    <FormDialog<{ kind: DeviceWorkOrder['kind']; reason: string }>
      title={texts.act}
      why={texts.why}
      first={{ kind: kind ?? (forecast ? fromForecast : 'repair'), reason: reason ?? forecast?.evidence }}
      fields={[
        {
          name: 'kind',
          label: kindLabel,
          kind: 'choice',
          required: true,
          options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
        },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async (values) => {
        await client.call(createWorkOrder, {
          params: { id: thingId },
          body: { ...values, ...(forecast ? { forecastId: forecast.id } : {}) },
        })
        refresh(listWorkOrders, getDeviceCare, listCases)
      }}
      onClose={onClose}
    />
  )
}
