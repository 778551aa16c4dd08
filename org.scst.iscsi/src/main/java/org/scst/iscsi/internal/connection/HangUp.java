package org.scst.iscsi.internal.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether the other end of a connection has closed it, though its event loop has not come to that yet: bytes that came before may
 * wait to be read, for as long as the peer takes no answers. Who asks wants to go on as if everything had been read.
 *
 * <p><i>Threading:</i> callable on any thread; what is done to the connection is done on its event loop.
 */
public final class HangUp {
    /** State of a TCP connection whose other end may still send (Linux, tcp_states.h). */
    private static final int ESTABLISHED = 1;

    private HangUp() {}

    /**
     * Ends the connection if its other end has.
     *
     * @param context of the connection's handler
     * @return ends when the handler knows of the end, or there is none
     */
    public static CompletionStage<Void> look(ChannelHandlerContext context) {
        CompletableFuture<Void> looked = new CompletableFuture<>();
        EventExecutor loop = context.executor();
        try {
            // Scheduled on the loop: after its next look at the sockets, which finds most ends by itself.
            loop.execute(() -> loop.schedule(() -> closeIfLeft(context, looked), 0, TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException ended) {
            looked.complete(null);
        }
        return looked;
    }

    private static void closeIfLeft(ChannelHandlerContext context, CompletableFuture<Void> looked) {
        try {
            if (left(context.channel())) {
                context.close();
            }
        } finally {
            // The channel tells its handlers of its end by a task of its own, which comes first.
            context.executor().execute(() -> looked.complete(null));
        }
    }

    /** Whether the other end has closed it, whatever waits to be read; {@code false} where nobody can tell. */
    static boolean left(Channel channel) {
        return channel instanceof EpollSocketChannel socket
                && socket.isOpen()
                && socket.tcpInfo().state() != ESTABLISHED;
    }
}
