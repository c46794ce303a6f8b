import type { AppFindingKind, ImagePlace } from '@civitas/contract'
import type { ApkFacts } from './read-apk.ts'

/** Days to rectify what was found. */
export const usualDays = 15

export const kindNames: Record<AppFindingKind, string> = {
  ...{ 'beyond-scope': '超范围收集', 'undeclared-sdk': '未告知第三方组件', 'plain-traffic': '明文传输' },
}

/** Android permissions that reach personal information, in words. */
const personal: Readonly<Record<string, string>> = {
  ...{ READ_CONTACTS: '读取通讯录', WRITE_CONTACTS: '修改通讯录', GET_ACCOUNTS: '读取账户' },
  ...{ CAMERA: '相机', RECORD_AUDIO: '麦克风', BODY_SENSORS: '身体传感器' },
  ...{ ACCESS_FINE_LOCATION: '精确位置', ACCESS_COARSE_LOCATION: '大致位置' },
  ...{ ACCESS_BACKGROUND_LOCATION: '后台位置', ACTIVITY_RECOGNITION: '运动状态' },
  ...{ READ_PHONE_STATE: '设备识别信息', READ_PHONE_NUMBERS: '本机号码', CALL_PHONE: '拨打电话' },
  ...{ READ_CALL_LOG: '通话记录', WRITE_CALL_LOG: '修改通话记录', READ_SMS: '读取短信' },
  ...{ RECEIVE_SMS: '接收短信', SEND_SMS: '发送短信', READ_CALENDAR: '日程', WRITE_CALENDAR: '修改日程' },
  ...{ READ_EXTERNAL_STORAGE: '读取存储', WRITE_EXTERNAL_STORAGE: '写入存储' },
  ...{ READ_MEDIA_IMAGES: '照片', READ_MEDIA_VIDEO: '视频', QUERY_ALL_PACKAGES: '已安装应用列表' },
}

/** Foreign parts in wide use, by the names of their classes. */
export const knownSdks: ReadonlyArray<{ name: string; prefix: string }> = [
  { name: '友盟', prefix: 'com/umeng' },
  { name: '极光推送', prefix: 'cn/jpush' },
  { name: '个推', prefix: 'com/igexin' },
  { name: '腾讯 Bugly', prefix: 'com/tencent/bugly' },
  { name: '微信开放平台', prefix: 'com/tencent/mm/opensdk' },
  { name: '支付宝', prefix: 'com/alipay/sdk' },
  { name: '高德地图', prefix: 'com/amap/api' },
  { name: '百度地图', prefix: 'com/baidu/location' },
  { name: '华为 HMS', prefix: 'com/huawei/hms' },
  { name: '小米推送', prefix: 'com/xiaomi/mipush' },
  { name: '穿山甲', prefix: 'com/bytedance/sdk' },
]

export interface Found {
  readonly kind: AppFindingKind
  readonly subject: string
  readonly text: string
  readonly evidence: { file: string; words: string; notice: string }
}

const short = (permission: string) => permission.replace(/^android\.permission\./, '')

/** Compares what a package does with what its notice says of it. */
export function compare(
  notice: { purposes: ReadonlyArray<{ permission: string; purpose: string }>; sdks: readonly string[] },
  facts: ApkFacts,
): Found[] {
  const told = new Set(notice.purposes.map((one) => short(one.permission)))
  const found: Found[] = facts.permissions.flatMap((permission) => {
    const what = personal[short(permission)]
    if (!what || told.has(short(permission))) return []
    return [
      {
        ...{ kind: 'beyond-scope' as const, subject: permission },
        text: `申请“${what}”权限，隐私说明未写明目的`,
        evidence: {
          ...{ file: 'AndroidManifest.xml', words: `uses-permission ${permission}` },
          notice: `隐私说明写明目的的权限：${notice.purposes.map((one) => one.permission).join('、') || '无'}`,
        },
      },
    ]
  })
  for (const { name, file, words } of facts.sdks)
    if (!notice.sdks.includes(name))
      found.push({
        ...{ kind: 'undeclared-sdk', subject: name, text: `含第三方组件“${name}”，隐私说明未告知` },
        evidence: { file, words, notice: `隐私说明告知的组件：${notice.sdks.join('、') || '无'}` },
      })
  if (facts.allowsPlainTraffic)
    found.push({
      ...{ kind: 'plain-traffic', subject: 'usesCleartextTraffic', text: '允许以明文传输，途中可被读取' },
      evidence: { file: 'AndroidManifest.xml', words: 'application usesCleartextTraffic=true', notice: '' },
    })
  return found
}

type PlaceFacts = Pick<ImagePlace, 'purpose' | 'collectsFaces' | 'hasSign' | 'alternative'>

/** What stands against art. 26 of the Personal Information Protection Law at a place. */
export function faultsOf(place: PlaceFacts): string[] {
  const faults: string[] = []
  if (place.collectsFaces && place.purpose !== 'public-safety')
    faults.push('公共场所采集人脸只能为维护公共安全所必需')
  if (!place.hasSign) faults.push('未设置显著的提示标识')
  if (place.collectsFaces && !place.alternative?.trim()) faults.push('未提供不采集人脸的替代方式')
  return faults
}
