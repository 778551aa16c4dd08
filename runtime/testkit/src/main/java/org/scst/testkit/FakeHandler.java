package org.scst.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.device.DeviceContext;
import org.scst.core.device.DeviceHandler;
import org.scst.core.device.DeviceServer;

/**
 * Opens {@link FakeDevice}s, or fails as it is told.
 *
 * <p><i>Threading:</i> confined to the test.
 */
public final class FakeHandler implements DeviceHandler {
    private final String pid;
    private final int blocks;
    private final List<FakeDevice> opened = new ArrayList<>();
    private IOException failure;
    private boolean describesWrongly;
    private Consumer<DeviceContext> whileOpening = context -> {};
    private Consumer<FakeDevice> made = device -> {};

    /**
     * @param pid its factory PID
     * @param blocks capacity of what it opens
     */
    public FakeHandler(String pid, int blocks) {
        this.pid = pid;
        this.blocks = blocks;
    }

    /** Opening fails from now on; {@code null}: succeeds again. */
    public void failure(IOException next) {
        failure = next;
    }

    /** What it opens from now on cannot say its commands. */
    public void describesWrongly(boolean wrongly) {
        describesWrongly = wrongly;
    }

    /** What it does with the context before {@link #open} returns. */
    public void whileOpening(Consumer<DeviceContext> action) {
        whileOpening = action;
    }

    /** What becomes of each device that it makes, before core has it. */
    public FakeHandler making(Consumer<FakeDevice> action) {
        made = action;
        return this;
    }

    /** Every device it has opened. */
    public List<FakeDevice> opened() {
        return List.copyOf(opened);
    }

    /** The device opened last. */
    public FakeDevice newest() {
        return opened.getLast();
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public Set<String> kinds() {
        return Set.of("fake");
    }

    @Override
    public DeviceServer open(DeviceConfiguration configuration, DeviceContext context) throws IOException {
        if (failure != null) {
            throw failure;
        }
        FakeDevice device = new FakeDevice(blocks);
        device.context(context);
        device.describesWrongly(describesWrongly);
        device.sharesTaskSet("0".equals(configuration.properties().get("tst")));
        made.accept(device);
        whileOpening.accept(context);
        opened.add(device);
        return device;
    }

    /** As the file says. */
    @Override
    public boolean openOnlyWhileActive(DeviceConfiguration configuration) {
        return configuration
                .properties()
                .getOrDefault("bind_alua_state", "false")
                .equals("true");
    }
}
