import type { Rejection } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import type { TableColumnsType } from 'antd'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { Facts, Raw, StateTag } from '../parts/page.tsx'
import { devicesTexts } from './devices.texts.ts'

/** The columns of a list of refused messages. */
export function useRejectionColumns(): TableColumnsType<Rejection> {
  const { rejectionColumns: columns } = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const code = (text: string | null) => <span className="code">{text ?? '—'}</span>
  return [
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.time) },
    {
      title: columns.reason,
      key: 'reason',
      render: (_, each) => <StateTag tone="bad">{words.reasons[each.reason]}</StateTag>,
    },
    { title: columns.protocol, key: 'protocol', render: (_, each) => each.protocol },
    { title: columns.client, key: 'client', render: (_, each) => code(each.clientId) },
    { title: columns.credential, key: 'credential', render: (_, each) => code(each.credentialName) },
    { title: columns.topic, key: 'topic', ellipsis: true, width: 240, render: (_, each) => code(each.topic) },
    { title: columns.detail, key: 'detail', ellipsis: true, width: 320, render: (_, each) => each.detail },
  ]
}

/** One refused message with what was sent. */
export function RejectionView({ rejection }: { rejection: Rejection }) {
  const texts = useTexts(devicesTexts)
  const words = useTexts(sensingWords)
  const { rejectionColumns: columns } = texts
  return (
    <>
      <Facts
        facts={[
          { label: columns.time, value: formatTime(rejection.time) },
          { label: columns.reason, value: words.reasons[rejection.reason] },
          { label: columns.protocol, value: rejection.protocol },
          { label: columns.client, value: rejection.clientId ?? '—' },
          { label: columns.credential, value: rejection.credentialName ?? '—' },
          { label: columns.topic, value: rejection.topic ?? '—', whole: true },
          { label: columns.detail, value: rejection.detail, whole: true },
        ]}
      />
      <h3 style={{ margin: '16px 0 8px' }}>
        {texts.payload} <small>{texts.payloadHint}</small>
      </h3>
      <Raw>{rejection.payload || texts.noPayload}</Raw>
    </>
  )
}
