/**
 * What a QEMU host says yes to (VIR_DRV_FEATURE_…): migration peer to peer (4) and of version 3 (6), typed strings (9),
 * and of the daemon itself file descriptors (8) and callbacks for events (14) and for its own end (15). File descriptors
 * cannot be passed from here, so that one is left out.
 */
export const hostFeatures: readonly number[] = [4, 6, 9, 14, 15];
