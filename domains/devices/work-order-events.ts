import { type EventType, type LocalText, text } from '@civitas/domain-kit'

function asked(id: string, title: LocalText, description: LocalText): EventType {
  return {
    ...{ id, title, description, icon: 'tool' },
    mergeWithin: { metres: 1, minutes: 43_200 },
    verification: 'automatic',
    opensCase: { caseType: 'work-order', minLevel: 'blue' },
    defaultLevel: 'blue',
    reportable: false,
  }
}

/** Work somebody asked for on a device; the case opens at once. */
export const workOrderEvents: readonly EventType[] = [
  asked(
    'repair-asked',
    text('设备待维修', 'Device to be repaired'),
    text('有人要求维修这台设备。', 'Somebody asked for a repair of the device.'),
  ),
  asked(
    'calibration-asked',
    text('设备待校准', 'Device to be calibrated'),
    text('设备校准到期或精度存疑。', 'Its calibration is due or its accuracy in doubt.'),
  ),
  asked(
    'swap-asked',
    text('设备待更换', 'Device to be swapped'),
    text('设备须更换，数据序列保持连续。', 'The hardware is to be replaced; the series goes on.'),
  ),
  asked(
    'relocation-asked',
    text('设备待迁移', 'Device to be moved'),
    text('设备冗余或位置不当，须迁移或拆除。', 'It is redundant or badly placed, to be moved or taken down.'),
  ),
]
