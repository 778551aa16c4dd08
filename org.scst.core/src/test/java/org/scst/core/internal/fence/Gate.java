package org.scst.core.internal.fence;

/** What the schedules exercise: the {@link Fence} itself, or one with a known fault, which they must find. */
interface Gate {

    boolean tryEnter(int slot);

    void leave(int slot);

    void close(Runnable whenDrained);

    void open();

    /** The real one. */
    static Gate of(Fence fence) {
        return new Real(fence);
    }

    /** Everything as the real one; faults override. */
    class Real implements Gate {

        private final Fence fence;

        Real(Fence fence) {
            this.fence = fence;
        }

        @Override
        public boolean tryEnter(int slot) {
            return fence.tryEnter(slot);
        }

        @Override
        public void leave(int slot) {
            fence.leave(slot);
        }

        @Override
        public void close(Runnable whenDrained) {
            fence.close(whenDrained);
        }

        @Override
        public void open() {
            fence.open();
        }
    }
}
