package org.scst.iscsi.internal.login;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.target.LoginRefusal;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.discovery.Discovery;
import org.scst.iscsi.internal.target.FakeTargetPort;
import org.scst.iscsi.internal.target.IscsiTarget;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

/** A driver with one target, and initiators that connect to it. */
final class LoginFixture implements LoginService, AutoCloseable {
    final List<LoginRefusal> refusals = new ArrayList<>();
    static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    static final String TARGET = "iqn.2026-11.org.example:san";
    static final long ISID = 0x400001370000L;

    /** T, from operational negotiation to full feature phase. */
    static final int OPERATIONAL_TO_FULL = 0x87;

    static final int SECURITY_TO_OPERATIONAL = 0x81;
    static final int SECURITY_TO_FULL = 0x83;

    final FakeTargetPort port = new FakeTargetPort(TARGET);
    final IscsiTarget target;
    final CompletableFuture<Boolean> gate = new CompletableFuture<>();
    int mostLogins = 2;
    int logins;
    Connection connection;
    WireChannel wire;
    private final List<WireChannel> wires = new ArrayList<>();

    private final Map<String, IscsiTarget> targets = new HashMap<>();
    private final Discovery discovery = new Discovery(targets, () -> List.of(new InetSocketAddress("127.0.0.1", 3260)));
    private int lastTsih = 6;

    LoginFixture() {
        this(Map.of());
    }

    LoginFixture(Map<String, String> properties) {
        target = FakeTargetPort.target(port, properties);
        targets.put(TARGET, target);
        connect();
    }

    /** With the gate open. */
    static LoginFixture serving() {
        LoginFixture fixture = new LoginFixture();
        fixture.gate.complete(true);
        return fixture;
    }

    /** Another connection becomes the one that the test talks on. */
    WireChannel connect() {
        connection = new Connection(WireChannel.badPeers(), starting -> new LoginPhase(starting, this));
        wire = new WireChannel(new InetSocketAddress("127.0.0.1", 3260), connection);
        wires.add(wire);
        return wire;
    }

    /** A whole login in one request. */
    static WirePdu normal(String... more) {
        return WirePdu.login(
                OPERATIONAL_TO_FULL, ISID, 0, join(more, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET));
    }

    static String[] join(String[] more, String... first) {
        String[] all = new String[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    @Override
    public CompletionStage<Boolean> startGate() {
        return gate;
    }

    @Override
    public IscsiTarget target(String name) {
        return targets.get(name);
    }

    @Override
    public boolean loginBegun() {
        if (logins == mostLogins) {
            return false;
        }
        logins++;
        return true;
    }

    @Override
    public void loginEnded() {
        logins--;
    }

    @Override
    public void loginRefused(LoginRefusal refusal) {
        refusals.add(refusal);
    }

    @Override
    public int newTsih() {
        return ++lastTsih;
    }

    @Override
    public Phase discovery(Connection discovering, String initiatorName, Negotiated negotiated) {
        return discovery.begin(discovering, initiatorName, negotiated);
    }

    @Override
    public void close() {
        wires.forEach(WireChannel::close);
    }
}
