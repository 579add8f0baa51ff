/** User ID in the image. */
const USER = 65_532;

/** What a container of loadline may do: it writes to its working folder and to /tmp. */
export const WRITES_LITTLE = {
  securityContext: {
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [
    { name: 'data', mountPath: '/data' },
    { name: 'tmp', mountPath: '/tmp' },
  ],
};

/** What a Pod of loadline runs as. */
export const NOT_ROOT = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  fsGroup: USER,
  seccompProfile: { type: 'RuntimeDefault' },
};
