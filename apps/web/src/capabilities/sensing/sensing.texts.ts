import { defineTexts } from '@civitas/ui'

/** Words about devices and readings that several surfaces use. */
export const sensingWords = defineTexts(
  {
    states: { online: '在线', offline: '离线', 'never-seen': '从未上报', quarantined: '已隔离' },
    quality: {
      outOfRange: '超量程',
      jump: '跳变',
      late: '补传',
      missing: '缺测',
      repeated: '重复',
      clockDrift: '时钟偏差',
    },
    normal: '正常',
    reasons: {
      'wrong-credentials': '凭据错误',
      'wrong-topic': '主题不符',
      malformed: '格式不合法',
      'wrong-type': '值类型不符',
      'unknown-thing': '设备未登记',
      'forbidden-thing': '无权代报该设备',
      'too-large': '报文过大',
      quarantined: '设备已隔离',
      'no-facility': '设施未登记',
    },
    source: '物联感知',
    historyTitle: (name: string) => `${name}的变化`,
    missing: '缺测',
  },
  {
    states: { online: 'Online', offline: 'Offline', 'never-seen': 'Never seen', quarantined: 'Quarantined' },
    quality: {
      outOfRange: 'out of range',
      jump: 'jump',
      late: 'late',
      missing: 'missing',
      repeated: 'repeated',
      clockDrift: 'clock drift',
    },
    normal: 'normal',
    reasons: {
      'wrong-credentials': 'Wrong credentials',
      'wrong-topic': 'Wrong topic',
      malformed: 'Malformed',
      'wrong-type': 'Wrong type of value',
      'unknown-thing': 'Unknown device',
      'forbidden-thing': 'Not allowed for this device',
      'too-large': 'Too large',
      quarantined: 'Device quarantined',
      'no-facility': 'Facility not registered',
    },
    source: 'Sensing',
    historyTitle: (name: string) => `${name} over time`,
    missing: 'missing',
  },
)
