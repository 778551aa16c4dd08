package org.scst.core.internal.buffer;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;

/**
 * A buffer of the {@link BufferPool}. The object belongs to its piece of memory and is granted again and again, so that granting
 * allocates nothing.
 *
 * <p><i>Threading:</i> one owner at a time; the reference count is thread-safe. <i>Ownership:</i> the one to whom it was granted
 * releases it; nobody keeps a reference, or a view of the memory, beyond that.
 */
public final class PoolBuffer extends AbstractReferenceCountedByteBuf {

    /** All of the address space: for copies between addresses whose bounds Netty's buffers have checked. */
    private static final MemorySegment EVERYWHERE = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Slab slab;
    private final MemorySegment memory;
    private final long address;
    private final ByteBuffer view;
    private ByteBuffer internalView;

    private BufferPool pool;
    private SlotCache home;
    private int homeSlot;
    private Budget budget;
    private int capacity;
    private PoolBuffer next;
    private boolean poisoned;
    private Runnable released;

    PoolBuffer(Slab slab, MemorySegment memory) {
        super(0);
        this.slab = slab;
        this.memory = memory;
        this.address = memory.address();
        this.view = memory.asByteBuffer();
    }

    // ---- the pool's side ----

    Slab slab() {
        return slab;
    }

    MemorySegment memory() {
        return memory;
    }

    /** The next free one. */
    PoolBuffer next() {
        return next;
    }

    void next(PoolBuffer buffer) {
        next = buffer;
    }

    /** Whether the memory was filled when the buffer was released, and should still be as it was. */
    boolean poisoned() {
        return poisoned;
    }

    void poisoned(boolean filled) {
        poisoned = filled;
    }

    boolean belongsTo(BufferPool granter) {
        return granter.equals(pool);
    }

    SlotCache home() {
        return home;
    }

    int homeSlot() {
        return homeSlot;
    }

    /** Begins a life as an empty buffer with one reference. */
    void grant(BufferPool by, SlotCache cache, int slot, int length, Budget charged) {
        pool = by;
        home = cache;
        homeSlot = slot;
        budget = charged;
        capacity = length;
        maxCapacity(length);
        resetRefCnt();
        setIndex(0, 0);
        markReaderIndex();
        markWriterIndex();
    }

    /**
     * Has {@code action} run when the last reference is given back, on whichever thread does it; once, and at most one action.
     */
    public void whenReleased(Runnable action) {
        released = action;
    }

    @Override
    protected void deallocate() {
        Budget charged = budget;
        Runnable action = released;
        budget = null;
        released = null;
        pool.takeBack(this, charged);
        if (action != null) {
            action.run();
        }
    }

    // ---- what the buffer is ----

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        checkNewCapacity(newCapacity);
        capacity = newCapacity;
        trimIndicesToCapacity(newCapacity);
        return this;
    }

    @Override
    public ByteBufAllocator alloc() {
        return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    @Deprecated
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public ByteBuf unwrap() {
        return null;
    }

    @Override
    public boolean isDirect() {
        return true;
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new UnsupportedOperationException("direct buffer");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("direct buffer");
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return address;
    }

    // ---- views ----

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        checkIndex(index, length);
        return view.slice(index, length);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    /** One view for all calls: valid until the next call. */
    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        checkIndex(index, length);
        if (internalView == null) {
            internalView = view.duplicate();
        }
        return internalView.limit(index + length).position(index);
    }

    @Override
    public ByteBuf copy(int index, int length) {
        checkIndex(index, length);
        return alloc().directBuffer(length).writeBytes(this, index, length);
    }

    // ---- bytes out ----

    @Override
    public ByteBuf getBytes(int index, ByteBuf dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.capacity());
        if (dst.hasMemoryAddress()) {
            MemorySegment.copy(memory, index, EVERYWHERE, dst.memoryAddress() + dstIndex, length);
        } else if (dst.hasArray()) {
            view.get(index, dst.array(), dst.arrayOffset() + dstIndex, length);
        } else {
            dst.setBytes(dstIndex, nioBuffer(index, length));
        }
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] dst, int dstIndex, int length) {
        checkDstIndex(index, length, dstIndex, dst.length);
        view.get(index, dst, dstIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer dst) {
        int length = dst.remaining();
        checkIndex(index, length);
        dst.put(dst.position(), view, index, length);
        dst.position(dst.position() + length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream out, int length) throws IOException {
        byte[] bytes = new byte[length];
        getBytes(index, bytes, 0, length);
        out.write(bytes);
        return this;
    }

    @Override
    public int getBytes(int index, GatheringByteChannel out, int length) throws IOException {
        return length == 0 ? 0 : out.write(nioBuffer(index, length));
    }

    @Override
    public int getBytes(int index, FileChannel out, long position, int length) throws IOException {
        return length == 0 ? 0 : out.write(nioBuffer(index, length), position);
    }

    // ---- bytes in ----

    @Override
    public ByteBuf setBytes(int index, ByteBuf src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.capacity());
        if (src.hasMemoryAddress()) {
            MemorySegment.copy(EVERYWHERE, src.memoryAddress() + srcIndex, memory, index, length);
        } else if (src.hasArray()) {
            view.put(index, src.array(), src.arrayOffset() + srcIndex, length);
        } else {
            src.getBytes(srcIndex, nioBuffer(index, length));
        }
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, byte[] src, int srcIndex, int length) {
        checkSrcIndex(index, length, srcIndex, src.length);
        view.put(index, src, srcIndex, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer src) {
        int length = src.remaining();
        checkIndex(index, length);
        view.put(index, src, src.position(), length);
        src.position(src.position() + length);
        return this;
    }

    @Override
    public int setBytes(int index, InputStream in, int length) throws IOException {
        checkIndex(index, length);
        byte[] bytes = new byte[length];
        int count = in.read(bytes, 0, length);
        if (count > 0) {
            view.put(index, bytes, 0, count);
        }
        return count;
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
        try {
            return in.read(nioBuffer(index, length));
        } catch (ClosedChannelException e) {
            return -1; // as Netty's own buffers answer
        }
    }

    @Override
    public int setBytes(int index, FileChannel in, long position, int length) throws IOException {
        try {
            return in.read(nioBuffer(index, length), position);
        } catch (ClosedChannelException e) {
            return -1; // as Netty's own buffers answer
        }
    }

    @Override
    public ByteBuf setZero(int index, int length) {
        checkIndex(index, length);
        memory.asSlice(index, length).fill((byte) 0);
        return this;
    }

    // ---- single values: the superclass has checked the index ----

    @Override
    protected byte _getByte(int index) {
        return view.get(index);
    }

    @Override
    protected short _getShort(int index) {
        return view.getShort(index);
    }

    @Override
    protected short _getShortLE(int index) {
        return Short.reverseBytes(view.getShort(index));
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return Byte.toUnsignedInt(view.get(index)) << 16 | Short.toUnsignedInt(view.getShort(index + 1));
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return Integer.reverseBytes(_getUnsignedMedium(index)) >>> 8;
    }

    @Override
    protected int _getInt(int index) {
        return view.getInt(index);
    }

    @Override
    protected int _getIntLE(int index) {
        return Integer.reverseBytes(view.getInt(index));
    }

    @Override
    protected long _getLong(int index) {
        return view.getLong(index);
    }

    @Override
    protected long _getLongLE(int index) {
        return Long.reverseBytes(view.getLong(index));
    }

    @Override
    protected void _setByte(int index, int value) {
        view.put(index, (byte) value);
    }

    @Override
    protected void _setShort(int index, int value) {
        view.putShort(index, (short) value);
    }

    @Override
    protected void _setShortLE(int index, int value) {
        view.putShort(index, Short.reverseBytes((short) value));
    }

    @Override
    protected void _setMedium(int index, int value) {
        view.put(index, (byte) (value >>> 16));
        view.putShort(index + 1, (short) value);
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        _setMedium(index, Integer.reverseBytes(value) >>> 8);
    }

    @Override
    protected void _setInt(int index, int value) {
        view.putInt(index, value);
    }

    @Override
    protected void _setIntLE(int index, int value) {
        view.putInt(index, Integer.reverseBytes(value));
    }

    @Override
    protected void _setLong(int index, long value) {
        view.putLong(index, value);
    }

    @Override
    protected void _setLongLE(int index, long value) {
        view.putLong(index, Long.reverseBytes(value));
    }
}
